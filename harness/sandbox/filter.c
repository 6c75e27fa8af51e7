/* SPDX-License-Identifier: BSD-2-Clause */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/sandbox/sandbox.h"

#define TABLES_FROM 64	/* options of IP that set packet filters */

/* Root keeps these: sockets ask for them, and of files what its view has. */
static const int kept[] = { CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER,
	CAP_FSETID, CAP_KILL, CAP_SETGID, CAP_SETUID, CAP_NET_BIND_SERVICE,
	CAP_NET_BROADCAST, CAP_NET_ADMIN, CAP_NET_RAW, CAP_IPC_LOCK,
	CAP_SYS_RESOURCE };

/* What reaches other processes, other files, or the kernel itself. */
static const char *const refused[] = { "acct", "add_key", "bpf", "chroot",
	"clock_adjtime", "clock_adjtime64", "clock_settime",
	"clock_settime64", "adjtimex", "create_module", "delete_module",
	"fanotify_init", "finit_module", "fsconfig", "fsmount", "fsopen",
	"fspick", "init_module", "io_uring_enter", "io_uring_register",
	"io_uring_setup", "ioperm", "iopl", "kcmp", "kexec_file_load",
	"kexec_load", "keyctl", "lookup_dcookie", "mknod", "mknodat",
	"modify_ldt", "mount", "mount_setattr", "move_mount",
	"name_to_handle_at", "nfsservctl", "open_by_handle_at", "open_tree",
	"perf_event_open", "pidfd_getfd", "pivot_root", "process_madvise",
	"process_mrelease", "process_vm_readv", "process_vm_writev",
	"ptrace", "quotactl", "quotactl_fd", "reboot", "request_key",
	"setdomainname", "sethostname", "setns", "settimeofday", "stime",
	"swapoff", "swapon", "syslog", "umount", "umount2", "unshare",
	"userfaultfd", "vhangup", NULL };

static const uint64_t namespaces[] = { CLONE_NEWNS, CLONE_NEWCGROUP,
	CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID,
	CLONE_NEWNET };

static bool
is_kept(int capability)
{
	size_t i;

	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (kept[i] == capability)
			return true;
	return false;
}

/* Of who has none to begin with there is nothing to give up. */
bool
privileges_give_up(struct why *why)
{
	struct __user_cap_header_struct header = {
	    .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];
	uint32_t keep[2] = { 0, 0 };
	int i;

	for (i = 0; i < 64; i++)
		if (is_kept(i))
			keep[i / 32] |= UINT32_C(1) << i % 32;
		else if (prctl(PR_CAPBSET_READ, i) == 1 &&
		    prctl(PR_CAPBSET_DROP, i) != 0)
			return why_errno(why, "no sandbox: its capabilities "
			    "cannot be dropped");
	if (syscall(SYS_capget, &header, data) != 0)
		return why_errno(why, "no sandbox: capget");
	for (i = 0; i < 2; i++) {
		data[i].permitted &= keep[i];
		data[i].effective = data[i].permitted;
		data[i].inheritable = 0;
	}
	return syscall(SYS_capset, &header, data) == 0 ||
	    why_errno(why, "no sandbox: its capabilities cannot be dropped");
}

/* A call by that name; not each machine has each. */
static bool
refuse(scmp_filter_ctx filter, const char *name)
{
	int number = seccomp_syscall_resolve_name(name);

	return number == __NR_SCMP_ERROR ||
	    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0) == 0;
}

/* Namespaces of its own would have it mount and trace again. */
static bool
refuse_namespaces(scmp_filter_ctx filter)
{
	struct scmp_arg_cmp its;
	size_t i;

	for (i = 0; i < sizeof(namespaces) / sizeof(namespaces[0]); i++) {
		its = SCMP_A0(SCMP_CMP_MASKED_EQ, namespaces[i],
		    namespaces[i]);
		if (seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM),
		    SCMP_SYS(clone), 1, &its) != 0)
			return false;
	}
	/* No filter sees what it asks for; the C library has another way. */
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS),
	    SCMP_SYS(clone3), 0) == 0;
}

/* Of interfaces, routes and neighbours; 64 more at 0x8940, all from 0x8980. */
static const struct {
	unsigned mask, request;
} changes[] = { { ~0u, SIOCADDRT }, { ~0u, SIOCDELRT }, { ~0u, SIOCSIFLINK },
	{ ~0u, SIOCSIFFLAGS }, { ~0u, SIOCSIFADDR }, { ~0u, SIOCSIFDSTADDR },
	{ ~0u, SIOCSIFBRDADDR }, { ~0u, SIOCSIFNETMASK },
	{ ~0u, SIOCSIFMETRIC }, { ~0u, SIOCSIFMEM }, { ~0u, SIOCSIFMTU },
	{ ~0u, SIOCSIFNAME }, { ~0u, SIOCSIFHWADDR }, { ~0u, SIOCSIFENCAP },
	{ ~0u, SIOCSIFSLAVE }, { ~0u, SIOCADDMULTI }, { ~0u, SIOCDELMULTI },
	{ ~0u, SIOCSIFPFLAGS }, { ~0u, SIOCDIFADDR },
	{ ~0u, SIOCSIFHWBROADCAST }, { ~0x3fu, 0x8940 }, { ~0x7fu, 0x8980 } };

/*
 * The network is the runner's too. What changes it asks for CAP_NET_ADMIN,
 * which marks and groups of netlink ask for as well: so that is not given up.
 */
static bool
refuse_network(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp ipsec = SCMP_A0(SCMP_CMP_MASKED_EQ, ~0u,
	    AF_KEY);
	const struct scmp_arg_cmp netlink[] = { SCMP_A0(SCMP_CMP_MASKED_EQ,
	    ~0u, AF_NETLINK), SCMP_A2(SCMP_CMP_NE, NETLINK_USERSOCK) };
	const struct scmp_arg_cmp tables[] = { SCMP_A1(SCMP_CMP_MASKED_EQ,
	    ~0u, IPPROTO_IP), SCMP_A2(SCMP_CMP_GE, TABLES_FROM) };
	const struct scmp_arg_cmp tables6[] = { SCMP_A1(SCMP_CMP_MASKED_EQ,
	    ~0u, IPPROTO_IPV6), SCMP_A2(SCMP_CMP_MASKED_EQ, ~1u, TABLES_FROM) };
	struct scmp_arg_cmp change;
	size_t i;

	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		change = SCMP_A1(SCMP_CMP_MASKED_EQ, changes[i].mask,
		    changes[i].request);
		if (seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM),
		    SCMP_SYS(ioctl), 1, &change) != 0)
			return false;
	}
	return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT),
	    SCMP_SYS(socket), 1, &ipsec) == 0 &&
	    seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPROTONOSUPPORT),
	    SCMP_SYS(socket), 2, netlink) == 0 &&
	    seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM),
	    SCMP_SYS(setsockopt), 2, tables) == 0 &&
	    seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM),
	    SCMP_SYS(setsockopt), 2, tables6) == 0;
}

/* The way to the host of a virtual machine is in no network namespace. */
static bool
refuse_host(scmp_filter_ctx filter)
{
	struct scmp_arg_cmp its = SCMP_A0(SCMP_CMP_MASKED_EQ, ~0u, AF_VSOCK);

	return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT),
	    SCMP_SYS(socket), 1, &its) == 0;
}

static bool
is_of_32_bit_x86(const char *path)
{
	Elf32_Ehdr head;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool is = fd >= 0 && read(fd, &head, sizeof(head)) == sizeof(head) &&
	    memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 &&
	    head.e_ident[EI_CLASS] == ELFCLASS32 && head.e_machine == EM_386;

	if (fd >= 0)
		close(fd);
	return is;
}

bool
filter_load(char *const *command, struct why *why)
{
	scmp_filter_ctx filter;
	bool ok;
	size_t i;
	int rc;

	for (; *command != NULL; command++)
		if (is_of_32_bit_x86(*command))
			return why_set(why, "no sandbox: '%s' is a program of "
			    "32 bit, whose sockets no filter tells apart",
			    *command);
	filter = seccomp_init(SCMP_ACT_ALLOW);
	ok = filter != NULL;
	/* Programs of 32 bit on the same kernel. */
	if (ok && seccomp_arch_native() == SCMP_ARCH_X86_64)
		ok = seccomp_arch_add(filter, SCMP_ARCH_X86) == 0 &&
		    seccomp_arch_add(filter, SCMP_ARCH_X32) == 0;
	else if (ok && seccomp_arch_native() == SCMP_ARCH_AARCH64)
		ok = seccomp_arch_add(filter, SCMP_ARCH_ARM) == 0;
	for (i = 0; ok && refused[i] != NULL; i++)
		ok = refuse(filter, refused[i]);
	ok = ok && refuse_namespaces(filter) &&
	    refuse_network(filter) && refuse_host(filter);
	if (!ok)
		return why_set(why, "no sandbox: no filter of system calls "
		    "can be made");
	rc = seccomp_load(filter);
	seccomp_release(filter);
	errno = -rc;
	return rc == 0 || why_errno(why, "no sandbox: the filter of system "
	    "calls is not taken");
}
