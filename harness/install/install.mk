# pysock as a part of other systems: make install, uninstall, install-check,
# dist and deb. What is installed below TESTSDIR has the shape of the project's
# folder, so that its programs find there what they find here.

PREFIX = /usr/local
DESTDIR =
BINDIR = $(PREFIX)/bin
LIBDIR = $(PREFIX)/lib
INCLUDEDIR = $(PREFIX)/include
MANDIR = $(PREFIX)/share/man
COMPLETIONSDIR = $(PREFIX)/share/bash-completion/completions
TESTSDIR = $(PREFIX)/tests/pysock

VERSION := $(shell sed -n 's/^.define PYSOCK_VERSION "\(.*\)"$$/\1/p' \
	harness/pysock/pysock.h)
SOVERSION = 1	# of the library's binary interface: pysock.map
soname = libpysock.so.$(strip $(SOVERSION))

I = $B/install
INSTALL = install -p

# ---- the library ----

PIC = $(PYSOCK:$B/%=$I/pic/%)
LIBRARY = $I/libpysock.a $I/$(soname) $I/pysock.pc

$I/pic/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -fPIC -c -o $@ $<

$I/$(soname): $(PIC) harness/install/pysock.map
	$(call say,LD)$(CC) $(SAN) $(LDFLAGS) -shared -Wl,-soname,$(soname) \
		-Wl,-z,defs -Wl,--no-undefined-version \
		-Wl,--version-script=harness/install/pysock.map -o $@ $(PIC)

# One object, of which only the interface can be linked with.
$I/libpysock.a: $(PIC)
	@rm -f $@
	$(call say,AR)$(CC) -r -nostdlib -o $I/pysock.o $^
	@objcopy --wildcard --keep-global-symbol='pysock_*' $I/pysock.o
	@ar rcsD $@ $I/pysock.o

$I/pysock.pc: harness/install/pysock.pc.in harness/pysock/pysock.h FORCE
	@mkdir -p $(@D)
	@sed -e 's,@PREFIX@,$(PREFIX),' -e 's,@LIBDIR@,$(LIBDIR),' \
		-e 's,@INCLUDEDIR@,$(INCLUDEDIR),' -e 's,@VERSION@,$(VERSION),' \
		$< >$@

# ---- its manual, and the suite's ----

# Two are made of what is the project's own manual.
manual = @mkdir -p $(@D); harness/install/manual -v name=$(1) -v section=$(2) \
	-v about='$(3)' $< >$@

$I/pysock-protocol.7: harness/protocol/README.md harness/install/manual
	$(call manual,pysock-protocol,7,how an implementation under test is asked)

$I/pysock-ledger.5: harness/judge/ledger.h harness/install/manual
	$(call manual,pysock-ledger,5,known divergences and their reasons)

# ---- what goes where ----

MANUALS = $(wildcard harness/install/man/*.[1357]) \
	$I/pysock-protocol.7 $I/pysock-ledger.5
manual_place = $(MANDIR)/man$(subst .,,$(suffix $(1)))/$(notdir $(1))

TESTS_PROGRAMS = $B/conform $B/iut $B/probe $B/liar $B/sandbox $(CASE_PROGRAMS) \
	$(UNIT_PROGRAMS)
TESTS_LIBRARIES = $B/interpose.so $B/mutants/platform.so
TESTS_DATA = Kyuafile $(wildcard cases/*.tsv cases/ledger.ini \
	cases/findings/*.md cases/floors/* oracle/*.py oracle/recorded/*.md \
	oracle/recorded/*/*/* harness/report/junit.xsd \
	harness/report/report.schema.json harness/protocol/examples/*.ini \
	harness/protocol/examples/*.pl)

# MODE and from, to: each file that is installed, but those below TESTSDIR.
define outside
755 $I/$(soname) $(LIBDIR)/libpysock.so.$(VERSION)
644 $I/libpysock.a $(LIBDIR)/libpysock.a
644 $I/pysock.pc $(LIBDIR)/pkgconfig/pysock.pc
644 harness/pysock/pysock.h $(INCLUDEDIR)/pysock.h
644 harness/install/conform.bash $(COMPLETIONSDIR)/conform
$(foreach m,$(MANUALS),644 $m $(call manual_place,$m)
)
endef
define inside
$(foreach p,$(TESTS_PROGRAMS),755 $p $(TESTSDIR)/$(p:$B/%=build/%)
)
$(foreach p,$(TESTS_LIBRARIES),644 $p $(TESTSDIR)/$(p:$B/%=build/%)
)
$(foreach k,cases unit,644 $B/$k/Kyuafile $(TESTSDIR)/build/$k/Kyuafile
)
$(foreach d,$(TESTS_DATA),$(if $(filter %.pl,$d),755,644) $d $(TESTSDIR)/$d
)
endef
# And links: what they say, where they are; conform's leads below TESTSDIR.
define links
libpysock.so.$(VERSION) $(LIBDIR)/$(soname)
$(soname) $(LIBDIR)/libpysock.so
conform $(BINDIR)/conform
endef
export outside inside links

.PHONY: install uninstall install-check dist deb library FORCE

library: $(LIBRARY)

install: build library $(MANUALS)
	@umask 022; printf '%s\n' "$$outside" "$$inside" | \
	while read -r mode from to; do \
		test -n "$$mode" || continue; \
		$(INSTALL) -D -m "$$mode" "$$from" "$(DESTDIR)$$to" || exit 1; \
	done
	@umask 022; printf '%s\n' "$$links" | while read -r says at; do \
		mkdir -p "$(DESTDIR)$${at%/*}" && \
		case $$says in \
		conform) ln -srfn "$(DESTDIR)$(TESTSDIR)/build/conform" \
				"$(DESTDIR)$$at" ;; \
		*)	ln -sfn "$$says" "$(DESTDIR)$$at" ;; \
		esac || exit 1; \
	done
	@echo "  installed below $(DESTDIR)$(PREFIX); kyua test -k $(TESTSDIR)/Kyuafile"

# Of the folders those go that are ours alone.
uninstall:
	@{ printf '%s\n' "$$outside" "$$inside" | sed 's,^ *,,' | cut -d ' ' -f 3-; \
	printf '%s\n' "$$links" | cut -d ' ' -f 2-; } | while read -r to; do \
		test -z "$$to" || rm -f "$(DESTDIR)$$to" || exit 1; \
	done
	@rm -rf "$(DESTDIR)$(TESTSDIR)/oracle/__pycache__"
	@test ! -d "$(DESTDIR)$(TESTSDIR)" || \
		find "$(DESTDIR)$(TESTSDIR)" -depth -type d -empty -delete

# In two minutes: CHECKS="library release" for some of them (harness/install/check).
install-check:
	@harness/platform/setup mandoc pkg-config
	@$(MAKE) --no-print-directory build library >$B/install.log
	@harness/install/check "$B" "$(MAKE)" $(CHECKS)

# ---- releases ----

DIST = $B/dist/pysock-$(VERSION).tar.xz

# Of the last commit; the same bytes from each clone of it.
dist:
	@harness/install/dist "$(VERSION)" "$(DIST)"

deb: dist
	@harness/platform/setup debhelper fakeroot lintian
	@harness/install/deb "$(VERSION)" "$(DIST)" "$B/deb"
