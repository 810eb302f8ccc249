"""Attacks on other processes, and attempts to start some."""

# ruff: noqa: E501 - an attack is easier to judge on one line; its paths are the attacker's choice

from arena import Attack


def killed(victims, run):
    return victims.ended()


def told(victims, run):
    return "GOT" in repr(run.outputs)


PROCESSES = [
    Attack("kill a process", "os.kill(PID, signal.SIGTERM)", killed, bare=True),
    Attack("kill a process group", "os.killpg(PID, signal.SIGTERM)", killed, bare=True),
    Attack("signal every process", "os.kill(-1, 0); print('GOT')", told),
    Attack("signal the supervisor", "os.kill(SUPERVISOR, 0); print('GOT')", told),
    Attack("signal the template", "os.kill(os.getppid(), 0); print('GOT')", told),
    Attack("kill a thread of a process", "syscall(234, PID, PID, signal.SIGTERM)", killed, bare=True),
    Attack("kill by thread number", "syscall(200, PID, signal.SIGTERM)", killed, bare=True),
    Attack(
        "kill by queueing",
        "syscall(129, PID, 15, struct.pack('iii', 15, 0, -1) + bytes(200))",
        killed,
        bare=True,
    ),
    Attack("kill by pidfd", "signal.pidfd_send_signal(os.pidfd_open(PID), 15)", killed, bare=True),
    Attack("take a descriptor by pidfd", "print('GOT', syscall(438, os.pidfd_open(PID), 1, 0))", told, bare=True),
    Attack(
        "kill by asking for SIGIO",
        "import fcntl\na, b = socket.socketpair()\n"
        "fcntl.fcntl(a, fcntl.F_SETOWN, PID); fcntl.fcntl(a, 10, 15); fcntl.fcntl(a, fcntl.F_SETFL, os.O_ASYNC); b.send(b'x')",
        killed,
        bare=True,
    ),
    Attack(
        "attach as a debugger",
        "syscall(101, 16, PID, 0, 0)\nimport time; time.sleep(.1); print('STATE', open(f'/proc/{PID}/status').read())",
        lambda v, r: "TracerPid" in repr(r.outputs) or v.status("TracerPid") != "0",
    ),
    Attack(
        "read memory across processes",
        "b = ctypes.create_string_buffer(8); l = struct.pack('QQ', ctypes.addressof(b), 8); r = struct.pack('QQ', STACK, 8)\n"
        "print('GOT', syscall(310, PID, l, 1, r, 1, 0))",
        told,
        bare=True,
    ),
    Attack(
        "lower a process's limits",
        "import resource\nresource.prlimit(PID, resource.RLIMIT_CORE, (0, 0)); resource.prlimit(PID, resource.RLIMIT_NOFILE, (77, 77))",
        lambda v, r: v.open_files() == 77,
        bare=True,
    ),
    Attack("slow a process down", "os.setpriority(os.PRIO_PROCESS, PID, 19)", lambda v, r: v.nice() == 19, bare=True),
    Attack("pin a process to one core", "os.sched_setaffinity(PID, {0})", lambda v, r: v.affinity() == {0}, bare=True),
    Attack(
        "make a process idle-class",
        "os.sched_setscheduler(PID, os.SCHED_IDLE, os.sched_param(0))",
        lambda v, r: v.scheduler() != 0,
        bare=True,
    ),
    Attack(
        "run a program",
        "import subprocess\nprint('GOT', subprocess.run(['/bin/echo', 'hi'], capture_output=True).stdout)",
        told,
        bare=True,
    ),
    Attack("run a shell command", "!echo GOT > planted\nprint(open('planted').read())", told, bare=True),
    Attack(
        "replace itself by a program",
        "os.execv('/bin/sh', ['sh', '-c', f'echo x >> {VICTIM}'])",
        lambda v, r: v.diary_changed(),
        bare=True,
    ),
    Attack(
        "run a program through the loader",
        "import glob\nl = glob.glob('/lib*/ld-linux-*')[0]; os.execv(l, [l, '/bin/sh', '-c', f'echo x >> {VICTIM}'])",
        lambda v, r: v.diary_changed(),
        bare=True,
    ),
    Attack(
        "run a program from its own folder",
        "import shutil\nshutil.copy('/usr/lib/x86_64-linux-gnu/libc.so.6', 'x'); os.chmod('x', 0o755); os.execv('./x', ['x'])\n",
        lambda v, r: "GNU C Library" in repr(r.outputs),
    ),
    Attack(
        "spawn a program",
        "os.posix_spawn('/bin/sh', ['sh', '-c', f'echo x >> {VICTIM}'], {}); import time; time.sleep(.1)",
        lambda v, r: v.diary_changed(),
        bare=True,
    ),
    Attack("fork", "p = os.fork()\nif p == 0: os._exit(0)\nprint('GOT')", told, bare=True),
    Attack("vfork by raw call", "p = syscall(57)\nif p == 0: os._exit(0)\nprint('GOT')", told, bare=True),
    Attack(
        "start a pool of processes",
        "import multiprocessing as mp\nwith mp.get_context('fork').Pool(1) as p: print('GOT', p.map(abs, [-1]))",
        told,
        bare=True,
    ),
    Attack(
        "start a process executor",
        "import concurrent.futures as c, multiprocessing as mp\nwith c.ProcessPoolExecutor(1, mp.get_context('fork')) as p: print('GOT', p.submit(abs, -1).result())",
        told,
        bare=True,
    ),
    Attack(
        "clone with clone3",
        "a = ctypes.create_string_buffer(struct.pack('QQQQQQQQ', 0, 0, 0, 0, 17, 0, 0, 0), 88)\np = syscall(435, a, 64)\nif p == 0: os._exit(0)\nprint('GOT')",
        told,
        bare=True,
    ),
    Attack("leave its user namespace", "syscall(272, 0x10000000); print('GOT')", told),
    Attack(
        "mount", "syscall(165, b'none', b'/', b'tmpfs', 0x5000, 0); print('GOT')", lambda v, r: "GOT" in repr(r.outputs)
    ),
    Attack("change its root", "os.chroot('.'); print('GOT')", told),
    Attack("load a BPF program", "syscall(321, 5, ctypes.create_string_buffer(128), 128); print('GOT')", told),
    Attack(
        "count another process's events",
        "syscall(298, struct.pack('II', 1, 120) + bytes(112), PID, -1, -1, 0); print('GOT')",
        told,
    ),
    Attack("handle page faults", "print('GOT', syscall(323, 1))", told),
    Attack("use the kernel's keyring", "print('GOT', syscall(250, 0, -4, 0))", told),
    Attack("make a hidden memory file", "print('GOT', os.memfd_create('x'))", told, bare=True),
    Attack(
        "make shared memory", "i = syscall(29, 0, 4096, 0o1600); syscall(31, i, 0, 0); print('GOT')", told, bare=True
    ),
    Attack(
        "make a message queue",
        "print('GOT', syscall(240, b'sc-test', 0o102, 0o600, 0)); syscall(241, b'sc-test')",
        told,
    ),
    Attack("use the x32 ABI", "print('GOT', syscall(0x40000000 + 39))", told),
    Attack(
        "use the 32-bit ABI from native code",
        "import mmap\nm = mmap.mmap(-1, 4096, prot=7); m.write(bytes.fromhex('53b814000000cd805bc3'))\n"
        "print('GOT', ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))())",
        told,
    ),
    Attack(
        "open a socket from native code",
        "import mmap\nm = mmap.mmap(-1, 4096, prot=7)\n"
        "m.write(bytes.fromhex('bf02000000be01000000ba00000000b8290000000f05c3'))\n"
        "f = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(m)))()\n"
        "if f >= 0: print('GOT', f)",
        told,
        bare=True,
    ),
    Attack("survive its template", "syscall(157, 1, 0, 0, 0, 0); print('GOT')", told, bare=True),
    Attack("become readable for debuggers", "syscall(157, 4, 1, 0, 0, 0); print('GOT')", told, bare=True),
    Attack(
        "raise its own limits",
        "import resource\nh = resource.getrlimit(resource.RLIMIT_NOFILE)[1]; resource.setrlimit(resource.RLIMIT_NOFILE, (h + 9, h + 9)); print('GOT')",
        told,
    ),
    Attack("use the superuser's rights", "os.setuid(12345); print('GOT')", told),
    Attack("leave its session", "os.setsid(); print('GOT')", told),
    Attack(
        "type into a terminal",
        "import fcntl\nfcntl.ioctl(os.open('/dev/ptmx', os.O_RDWR), 0x5412, b'x'); print('GOT')",
        told,
    ),
    Attack("reboot", "syscall(169, 0xfee1dead, 672274793, 0, 0); print('GOT')", told),
    Attack("set the clock", "import time\ntime.clock_settime(time.CLOCK_REALTIME, time.time()); print('GOT')", told),
    Attack("load a kernel module", "syscall(313, os.open('/dev/null', 0), b'', 0); print('GOT')", told),
]
