# SPDX-License-Identifier: BSD-2-Clause
#
# Packages of another release of Debian, or of another architecture, brought
# into a folder; to be sourced. They come by a private apt configuration: this
# machine's own Debian sources with the suite replaced, verified by Debian's
# keyring; nothing of the machine's apt is changed.
#
#	debian_begin FOLDER SUITE [ARCH]   reads the suite's list of packages
#	debian_version PACKAGE             the newest version there, or nothing
#	debian_packages REGEX              the names there that match
#	debian_unpack ROOT PACKAGE...      these packages alone
#	debian_unpack_all ROOT PACKAGE...  with all that they depend on
#	debian_begin_sources FOLDER SUITE  reads the list of source packages
#	debian_unpack_source ROOT PACKAGE  what its authors wrote, of a source
#
# FOLDER is private to it, made if missing, and to be removed by the caller.
# Each returns 1 where it cannot, $debian_reason then says why in a sentence.

debian_keyring=/usr/share/keyrings/debian-archive-keyring.gpg
debian_reason=

debian_apt()
{
	apt-get -q -c "$debian_folder/apt.conf" "$@" \
	    >"$debian_folder/log" 2>&1 && return
	debian_reason=$(grep '^[EW]:' "$debian_folder/log" | tail -n 1 |
	    sed 's,[a-z]*://[^ ]*,its address,g')
	return 1
}

# The addresses that this machine takes its own suite from.
debian_sources()
{
	apt-get indextargets --format '$(CODENAME) $(RELEASE) $(REPO_URI)' \
	    'Created-By: Packages' 2>/dev/null |
	    awk -v own="$(sed -n 's/^VERSION_CODENAME=//p' \
	    /etc/os-release)" '($1 == own || $2 == own) && !seen[$3]++ {
		print $3 }'
}

debian_configure()
{
	mkdir -p "$debian_folder/lists/partial" "$debian_folder/parts" \
	    "$debian_folder/cache/archives/partial" &&
	    cat >"$debian_folder/apt.conf" <<END
APT::Architecture "$1";
APT::Architectures { "$1"; };
APT::Install-Recommends "false";
APT::Sandbox::User "$(id -un)";
Dir::Etc::sourcelist "$debian_folder/sources.list";
Dir::Etc::sourceparts "$debian_folder/parts";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "$debian_folder/parts";
Dir::State "$debian_folder";
Dir::State::lists "$debian_folder/lists";
Dir::State::status "/dev/null";
Dir::Cache "$debian_folder/cache";
Dir::Log "$debian_folder";
Debug::NoLocking "true";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
END
}

debian_kind=deb

debian_begin_sources()
{
	debian_kind=deb-src
	debian_begin "$@"
}

debian_begin()
{
	debian_folder=$1
	debian_reason='there is no apt-get: this is not Debian'
	command -v apt-get >/dev/null || return 1
	debian_reason="there is no '$debian_keyring'"
	[ -r "$debian_keyring" ] || return 1
	debian_reason="cannot fill '$debian_folder'"
	debian_configure "${3:-$(dpkg --print-architecture)}" || return 1
	debian_reason='apt has no source of this machine'\''s own suite'
	for debian_name in $(debian_sources); do
		printf '%s [signed-by=%s] %s %s main\n' "$debian_kind" \
		    "$debian_keyring" "$debian_name" "$2" \
		    >"$debian_folder/sources.list"
		debian_apt update --error-on=any && return
	done
	return 1
}

debian_version()
{
	# What it does not know as a name apt takes for a pattern.
	apt-cache -c "$debian_folder/apt.conf" pkgnames |
	    grep -q -x -F -e "$1" || return 0
	apt-cache -c "$debian_folder/apt.conf" --no-all-versions show "$1" \
	    2>/dev/null | sed -n 's/^Version: //p;/^Version/q'
}

debian_packages()
{
	apt-cache -c "$debian_folder/apt.conf" pkgnames | grep -x -e "$1"
}

debian_unpack()
{
	debian_root=$1
	shift
	(cd "$debian_folder/cache/archives" && debian_apt download "$@") || {
		debian_reason="$* cannot be downloaded"
		return 1
	}
	debian_extract "$debian_root"
}

debian_unpack_all()
{
	debian_root=$1
	shift
	debian_apt install -y --download-only "$@" || return 1
	debian_extract "$debian_root"
}

debian_unpack_source()
{
	(cd "$debian_folder/cache/archives" &&
	    debian_apt source --download-only --tar-only "$2") || {
		debian_reason="$2 cannot be downloaded"
		return 1
	}
	mkdir -p "$1" || return 1
	for debian_name in "$debian_folder"/cache/archives/*.orig.tar.*; do
		tar -xf "$debian_name" -C "$1" 2>"$debian_folder/log" || {
			debian_reason="${debian_name##*/} cannot be unpacked"
			return 1
		}
	done
}

# Newer packages expect /bin and its like to be links into /usr.
debian_extract()
{
	for debian_name in bin sbin lib lib64; do
		[ -e "$1/$debian_name" ] || {
			mkdir -p "$1/usr/$debian_name" &&
			    ln -s "usr/$debian_name" "$1/$debian_name" || return 1
		}
	done
	for debian_name in "$debian_folder"/cache/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$debian_name" 2>"$debian_folder/log" |
		    tar -xpf - -C "$1" --keep-directory-symlink \
		    2>>"$debian_folder/log" || {
			debian_reason="${debian_name##*/} cannot be unpacked"
			return 1
		}
	done
	rm -f "$debian_folder"/cache/archives/*.deb
	debian_links "$1"
}

# A link such as /lib/ld.so has to lead to this root's, not to the machine's.
debian_links()
{
	find "$1" -type l -lname '/*' | while read -r debian_name; do
		ln -snfr "$1$(readlink "$debian_name")" "$debian_name"
	done
}
