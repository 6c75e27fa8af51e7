# One file for any kernel (README.md): make bundle [ARCH=...].
#
# Debian's cross compilers build the foreign ones, with their own libc; zlib,
# SQLite and inih of that architecture are unpacked into build/sysroot/ARCH.

# As Debian calls it; programs of 32 bits may run on a kernel of 64.
HOST := $(shell echo "$$(uname -m) $$(getconf LONG_BIT)" | \
	sed -e 's/^x86_64 32/i386/' -e 's/^aarch64 32/armhf/' -e 's/ .*//' \
	-e 's/^aarch64/arm64/' -e 's/^armv[678].*/armhf/' \
	-e 's/^i[3-6]86/i386/' -e 's/^ppc64le/ppc64el/' \
	-e 's/^mips64$$/mips64el/')
ARCH = $(HOST)

cross_x86_64 = x86_64-linux-gnu-
cross_arm64 = aarch64-linux-gnu-
cross_armhf = arm-linux-gnueabihf-
cross_i386 = i686-linux-gnu-
cross_s390x = s390x-linux-gnu-
cross_riscv64 = riscv64-linux-gnu-
cross_ppc64el = powerpc64le-linux-gnu-
cross_mips64el = mips64el-linux-gnuabi64-

cross = $(cross_$(ARCH))
native = $(filter $(HOST),$(ARCH))
D = $B/bundle/$(ARCH)
sysroot = $B/sysroot/$(ARCH)

BUNDLE_CC = $(if $(native),$(CC),$(cross)gcc)
BUNDLE_CFLAGS = -std=gnu11 -D_GNU_SOURCE -I. $(WARN) -O2 -ffunction-sections \
	-fdata-sections -MMD -MP \
	$(if $(native),,-isystem $(sysroot)/include)
# Of the libc, getaddrinfo() asks for more where there is more.
BUNDLE_LDFLAGS = -static -s -Wl,--gc-sections -Wl,--no-warnings \
	$(if $(native),,-L$(sysroot)/lib)
BUNDLE_LIBS = -linih -lz -lsqlite3 -lm -lpthread -ldl

BUNDLE_SOURCES = $(call sources,bundle) $(call sources,protocol) \
	$(call sources,pysock) $(filter-out %/main.c,$(call sources,iut)) \
	$(call sources,world) $(call sources,judge) \
	$(filter-out %/generated.c,$(call sources,vectors)) \
	$(call sources,rows) $(call sources,session) $(call sources,scene) \
	$(filter-out %/atf.c,$(call sources,runner)) $(call sources,report) \
	$(AREAS:%=cases/%_test.c)
BUNDLE_OBJECTS = $(BUNDLE_SOURCES:%.c=$D/%.o) $D/areas.o $D/archive.o \
	$D/harness/report/page/embedded.o
BUNDLE = $B/bundle/pysock-$(ARCH)
BUNDLE_MOST = 8000000

CARRIED = cases/ledger.ini cases/clauses.tsv $(wildcard cases/findings/*.md) \
	$(wildcard oracle/recorded/cpython-3.11/*/*) $(wildcard oracle/*.py)

.PHONY: bundle bundle-check

bundle: setup
	@$(if $(native),,harness/bundle/cross $(ARCH) $(BUNDLE_CC) $(sysroot))
	@$(MAKE) --no-print-directory ARCH=$(ARCH) $(BUNDLE)
	@ls -l $(BUNDLE) | awk '{ print "  " $$NF ": " $$5 " bytes" } \
		$$5 > $(BUNDLE_MOST) { print "that is more than $(BUNDLE_MOST)" \
		>"/dev/stderr"; exit 1 }'

bundle-check: setup
	@harness/platform/setup libseccomp-dev cpio
	@$(MAKE) --no-print-directory build $B/refuse $B/bundle/pysock-$(HOST)
	@harness/bundle/check $B/bundle/pysock-$(HOST) $B/conform $B/refuse \
		$B/bundle/check

$(BUNDLE): $(BUNDLE_OBJECTS)
	$(call say,LD)$(BUNDLE_CC) $(BUNDLE_LDFLAGS) -o $@ $^ $(BUNDLE_LIBS)

$D/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,'$(ARCH) $<')$(BUNDLE_CC) $(BUNDLE_CFLAGS) $(bundle_extra) \
		-c -o $@ $<

$D/harness/report/page/embedded.o: harness/report/page/embedded.S \
		$(wildcard harness/report/page/page.*)
	@mkdir -p $(@D)
	$(call say,AS,$@)$(BUNDLE_CC) -c -o $@ $<

# The probe is a program of its own, and here a function of the bundle.
$D/harness/iut/probe.o: bundle_extra = -Dmain=probe_main -Wno-missing-prototypes

$D/harness/bundle/run.o: bundle_extra = -DBUNDLE_NAME='"$(notdir $(BUNDLE))"'

$D/areas.o: $B/areas.c
	$(call say,CC,'$(ARCH) $<')$(BUNDLE_CC) $(BUNDLE_CFLAGS) -c -o $@ $<

$B/bundle/archive.tar: $(CARRIED)
	@mkdir -p $(@D)
	@tar --format=ustar --sort=name --owner=0 --group=0 --mtime=@0 \
		-cf $@ $(CARRIED)

$D/archive.o: harness/bundle/archive.S $B/bundle/archive.tar
	@mkdir -p $(@D)
	$(call say,AS,$@)$(BUNDLE_CC) -DARCHIVE='"$B/bundle/archive.tar"' \
		-c -o $@ $<
