"""Numbers of the system calls that a throwaway kernel may make, on x86-64 and on aarch64.

From Linux's own headers (asm/unistd_64.h and asm-generic/unistd.h). Each entry is
a name and its two numbers, "-" where the architecture has no such call. What is not
named here is refused by `filter.py`.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass

#: allowed: harmless, or bounded by Landlock and rlimits
_ALLOWED = """
read 0 63, write 1 64, open 2 -, close 3 57, stat 4 -, fstat 5 80, lstat 6 -, poll 7 -, lseek 8 62, mmap 9 222,
mprotect 10 226, munmap 11 215, brk 12 214, rt_sigaction 13 134, rt_sigprocmask 14 135, rt_sigreturn 15 139, pread64
17 67, pwrite64 18 68, readv 19 65, writev 20 66, access 21 -, pipe 22 -, select 23 -, sched_yield 24 124, mremap 25
216, msync 26 227, mincore 27 232, madvise 28 233, dup 32 23, dup2 33 -, pause 34 -, nanosleep 35 101, getitimer 36
102, alarm 37 -, setitimer 38 103, getpid 39 172, sendfile 40 71, accept 43 202, recvfrom 45 207, sendmsg 46 211,
recvmsg 47 212, sendmmsg 307 269, recvmmsg 299 243, shutdown 48 210, getsockname 51 204, getpeername 52 205,
setsockopt 54 208, getsockopt 55 209, exit 60 93, wait4 61 260, waitid 247 95, uname 63 160, flock 73 32, fsync 74
82, fdatasync 75 83, truncate 76 45, ftruncate 77 46, getdents 78 -, getdents64 217 61, getcwd 79 17, chdir 80 49,
fchdir 81 50, rename 82 -, mkdir 83 -, rmdir 84 -, creat 85 -, link 86 -, unlink 87 -, symlink 88 -, readlink 89 -,
umask 95 166, gettimeofday 96 169, getrlimit 97 163, getrusage 98 165, sysinfo 99 179, times 100 153, getuid 102
174, getgid 104 176, geteuid 107 175, getegid 108 177, getresuid 118 148, getresgid 120 150, getppid 110 173,
getpgrp 111 -, getgroups 115 158, getpgid 121 155, getsid 124 156, capget 125 90, rt_sigpending 127 136,
rt_sigtimedwait 128 137, rt_sigsuspend 130 133, sigaltstack 131 132, statfs 137 43, fstatfs 138 44, getpriority 140
141, sched_getparam 143 121, sched_getscheduler 145 120, sched_get_priority_max 146 125, sched_get_priority_min 147
126, sched_rr_get_interval 148 127, mlock 149 228, munlock 150 229, munlockall 152 231, arch_prctl 158 -, gettid 186
178, readahead 187 213, time 201 -, futex 202 98, sched_getaffinity 204 123, epoll_create 213 -, set_tid_address 218
96, restart_syscall 219 128, fadvise64 221 223, timer_create 222 107, timer_settime 223 110, timer_gettime 224 108,
timer_getoverrun 225 109, timer_delete 226 111, clock_gettime 228 113, clock_getres 229 114, clock_nanosleep 230
115, exit_group 231 94, epoll_wait 232 -, epoll_ctl 233 21, mbind 237 235, set_mempolicy 238 237, get_mempolicy 239
236, openat 257 56, mkdirat 258 34, newfstatat 262 79, unlinkat 263 35, renameat 264 38, linkat 265 37, symlinkat
266 36, readlinkat 267 78, faccessat 269 48, pselect6 270 72, ppoll 271 73, set_robust_list 273 99, get_robust_list
274 100, splice 275 76, tee 276 77, sync_file_range 277 84, epoll_pwait 281 22, signalfd 282 -, timerfd_create 283
85, eventfd 284 -, fallocate 285 47, timerfd_settime 286 86, timerfd_gettime 287 87, accept4 288 242, signalfd4 289
74, eventfd2 290 19, epoll_create1 291 20, dup3 292 24, pipe2 293 59, preadv 295 69, pwritev 296 70, getcpu 309 168,
renameat2 316 276, getrandom 318 278, membarrier 324 283, mlock2 325 284, copy_file_range 326 285, preadv2 327 286,
pwritev2 328 287, pkey_mprotect 329 288, pkey_alloc 330 289, pkey_free 331 290, statx 332 291, rseq 334 293,
close_range 436 436, openat2 437 437, faccessat2 439 439, epoll_pwait2 441 441, futex_waitv 449 449, futex_wake 454
454, futex_wait 455 455, futex_requeue 456 456, cachestat 451 451, map_shadow_stack 453 453, sched_getattr 315 275
"""
#: answered with success and not carried out: libraries give up when these are refused
_PRETENDED = """
chmod 90 -, fchmod 91 52, fchmodat 268 53, fchmodat2 452 452, chown 92 -, fchown 93 55, lchown 94 -, fchownat 260
54, setxattr 188 5, lsetxattr 189 6, fsetxattr 190 7, removexattr 197 14, lremovexattr 198 15, fremovexattr 199 16,
utime 132 -, utimes 235 -, utimensat 280 88, futimesat 261 -, setpriority 141 140, sched_setaffinity 203 122,
sched_setscheduler 144 119, sched_setparam 142 118, sched_setattr 314 274, ioprio_set 251 30
"""
#: extended attributes: "not supported here"
_ATTRIBUTES = """
getxattr 191 8, lgetxattr 192 9, fgetxattr 193 10, listxattr 194 11, llistxattr 195 12, flistxattr 196 13
"""
#: allowed or refused by their arguments
_CHECKED = """
clone 56 220, clone3 435 435, kill 62 129, tgkill 234 131, prlimit64 302 261, prctl 157 167, fcntl 72 25, ioctl 16
29, socketpair 53 199, sendto 44 206
"""
#: used to confine
_OWN = """
seccomp 317 277, landlock_create_ruleset 444 444, landlock_add_rule 445 445, landlock_restrict_self 446 446, capset
126 91
"""


@dataclass(frozen=True, slots=True)
class Calls:
    """The numbers of one architecture; `audit` is how Linux names it in a filter's input."""

    audit: int
    allowed: frozenset[int]
    pretended: frozenset[int]
    attributes: frozenset[int]
    checked: dict[str, int]
    own: dict[str, int]


def _parse(table: str, column: int) -> dict[str, int]:
    rows = (entry.split() for entry in table.replace("\n", " ").split(","))
    return {row[0]: int(row[1 + column]) for row in rows if row[1 + column] != "-"}


def _calls(audit: int, column: int) -> Calls:
    return Calls(
        audit,
        frozenset(_parse(_ALLOWED, column).values()),
        frozenset(_parse(_PRETENDED, column).values()),
        frozenset(_parse(_ATTRIBUTES, column).values()),
        _parse(_CHECKED, column),
        _parse(_OWN, column),
    )


X86_64 = _calls(0xC000003E, 0)
AARCH64 = _calls(0xC00000B7, 1)


def of_this_machine() -> Calls | None:
    """The table for this processor, None where there is none."""
    return {"x86_64": X86_64, "aarch64": AARCH64, "arm64": AARCH64}.get(platform.machine())
