"""Attacks on files outside: reading, changing, escaping by links and descriptors."""

# ruff: noqa: E501, S108 - an attack is easier to judge on one line; its paths are the attacker's choice

from arena import Attack

FILES = [
    Attack("read a private key", "print(open(SECRET).read())", lambda v, r: v.stolen(r), bare=True),
    Attack(
        "read it through a symlink in scratch",
        "os.symlink(SECRET, 'link'); print(open('link').read())",
        lambda v, r: v.stolen(r),
        bare=True,
    ),
    Attack(
        "read it through a hard link in scratch",
        "os.link(SECRET, SCRATCH + '/link'); print(open('link').read())",
        lambda v, r: v.stolen(r) or v.secret.stat().st_nlink > 1,
        bare=True,
    ),
    Attack(
        "read it from below a folder descriptor",
        "d = os.open('/', os.O_PATH); print(open(os.open(SECRET[1:], os.O_RDONLY, dir_fd=d)).read())",
        lambda v, r: v.stolen(r),
        bare=True,
    ),
    Attack(
        "read it with copy_file_range",
        "s = os.open(SECRET, os.O_RDONLY); t = os.open('t', os.O_RDWR | os.O_CREAT)\n"
        "os.copy_file_range(s, t, 100); print(open('t').read())",
        lambda v, r: v.stolen(r),
        bare=True,
    ),
    Attack(
        "read it by mapping it",
        "import mmap\nprint(bytes(mmap.mmap(os.open(SECRET, os.O_RDONLY), 0, prot=mmap.PROT_READ)))",
        lambda v, r: v.stolen(r),
        bare=True,
    ),
    Attack(
        "read it with numpy",
        "import numpy as np\nprint(bytes(np.fromfile(SECRET, dtype=np.uint8)))",
        lambda v, r: v.stolen(r),
        bare=True,
    ),
    Attack(
        "read it with pandas",
        "import pandas as pd\nprint(list(pd.read_csv(SECRET)))",
        lambda v, r: v.stolen(r),
        bare=True,
    ),
    Attack(
        "read it by file handle",
        "h = ctypes.create_string_buffer(struct.pack('Ii', 128, 0), 200)\n"
        "m = ctypes.create_string_buffer(8)\n"
        "syscall(303, -100, SECRET.encode(), h, m, 0)\n"
        "print(os.read(syscall(304, os.open('/', os.O_RDONLY), h, os.O_RDONLY), 99))",
        lambda v, r: v.stolen(r),
    ),
    Attack("list a home folder", "print(os.listdir(HOME))", lambda v, r: "diary.txt" in repr(r.outputs), bare=True),
    Attack(
        "walk a home folder",
        "import pathlib\nprint([str(p) for p in pathlib.Path(HOME).rglob('*')])",
        lambda v, r: "diary.txt" in repr(r.outputs),
        bare=True,
    ),
    Attack("overwrite a file", "open(VICTIM, 'w').write('gone')", lambda v, r: v.diary_changed(), bare=True),
    Attack("append to a file", "open(VICTIM, 'a').write('x')", lambda v, r: v.diary_changed(), bare=True),
    Attack("truncate a file by path", "os.truncate(VICTIM, 0)", lambda v, r: v.diary_changed(), bare=True),
    Attack(
        "truncate a file on opening it",
        "os.open(VICTIM, os.O_RDONLY | os.O_TRUNC)",
        lambda v, r: v.diary_changed(),
        bare=True,
    ),
    Attack("delete a file", "os.unlink(VICTIM)", lambda v, r: v.diary_changed(), bare=True),
    Attack("move a file out", "os.rename(VICTIM, SCRATCH + '/taken')", lambda v, r: v.diary_changed(), bare=True),
    Attack(
        "move a file in",
        "open('new', 'w').write('x'); os.rename('new', HOME + '/planted')",
        lambda v, r: (v.home / "planted").exists(),
        bare=True,
    ),
    Attack(
        "replace a file by another",
        "open('new', 'w').write('x'); os.replace('new', VICTIM)",
        lambda v, r: v.diary_changed(),
        bare=True,
    ),
    Attack("create a file", "open(HOME + '/planted', 'x')", lambda v, r: (v.home / "planted").exists(), bare=True),
    Attack("create a folder", "os.mkdir(HOME + '/planted')", lambda v, r: (v.home / "planted").exists(), bare=True),
    Attack(
        "create a link in a home folder",
        "os.symlink('/', HOME + '/planted')",
        lambda v, r: (v.home / "planted").is_symlink(),
        bare=True,
    ),
    Attack("create a pipe", "os.mkfifo(HOME + '/planted')", lambda v, r: (v.home / "planted").exists(), bare=True),
    Attack(
        "create a device",
        "os.mknod(HOME + '/planted', 0o20666, os.makedev(1, 3))",
        lambda v, r: (v.home / "planted").exists(),
    ),
    Attack(
        "remove a folder",
        "import shutil\nshutil.rmtree(HOME)",
        lambda v, r: not v.home.exists() or v.diary_changed(),
        bare=True,
    ),
    Attack("change a file's mode", "os.chmod(VICTIM, 0o7777)", lambda v, r: v.diary_changed(), bare=True),
    Attack("change a file's times", "os.utime(VICTIM, (1, 1))", lambda v, r: v.diary_changed(), bare=True),
    Attack(
        "give a file away",
        "os.chown(VICTIM, 12345, 12345)",
        lambda v, r: v.victim.stat().st_uid == 12345,
    ),
    Attack(
        "set an extended attribute", "os.setxattr(VICTIM, 'user.x', b'1')", lambda v, r: v.diary_changed(), bare=True
    ),
    Attack(
        "write through a memory map",
        "import numpy as np\nm = np.memmap(VICTIM, dtype='u1', mode='r+'); m[:] = 65; m.flush()",
        lambda v, r: v.diary_changed(),
        bare=True,
    ),
    Attack(
        "allocate space for a file",
        "os.posix_fallocate(os.open(VICTIM, os.O_RDWR), 0, 1000)",
        lambda v, r: v.diary_changed(),
        bare=True,
    ),
    Attack(
        "plant a module among the libraries",
        "import pandas\nopen(os.path.dirname(pandas.__file__) + '/planted_by_test.py', 'w')",
        lambda v, r: _planted_library(),
    ),
    Attack("write to /tmp", "open('/tmp/sc-planted', 'w')", lambda v, r: _removed("/tmp/sc-planted"), bare=True),
    Attack(
        "write to /dev/shm", "open('/dev/shm/sc-planted', 'w')", lambda v, r: _removed("/dev/shm/sc-planted"), bare=True
    ),
    Attack(
        "read the project's dotfiles",
        "d = os.path.dirname(os.path.realpath('data.csv')); print(open(d + '/.env').read())",
        lambda v, r: "KEY=1" in repr(r.outputs),
        bare=True,
    ),
    Attack(
        "read a sibling's scratch folder",
        "up = os.path.dirname(os.path.dirname(SCRATCH)); print('LISTED', os.listdir(up))",
        lambda v, r: "'owner'" in repr(r.outputs) or "'ipython'" in repr(r.outputs),
        bare=True,
    ),
    Attack(
        "write to the folder of sockets",
        "up = os.path.dirname(os.path.dirname(SCRATCH)); open(up + '/planted', 'w'); print('PLANTED')",
        lambda v, r: "PLANTED" in repr(r.outputs),
        bare=True,
    ),
    Attack(
        "read a process's environment",
        "print(open(f'/proc/{PID}/environ').read())",
        lambda v, r: v.stolen(r),
        bare=True,
    ),
    Attack(
        "read a process's command",
        "print(open(f'/proc/{PID}/cmdline').read())",
        lambda v, r: "sleep" in repr(r.outputs),
        bare=True,
    ),
    Attack(
        "list a process's descriptors",
        # in a namespace of its own the number may be another process's, its own for example
        "print('FOUND', os.listdir(f'/proc/{PID}/fd'), open(f'/proc/{PID}/comm').read())",
        lambda v, r: "FOUND" in repr(r.outputs) and "sleep" in repr(r.outputs),
        bare=True,
    ),
    Attack(
        "read the files of a process through its root",
        "print(open(f'/proc/{PID}/root' + SECRET).read())",
        lambda v, r: v.stolen(r),
        bare=True,
    ),
    Attack(
        "read a process's memory",
        "m = open(f'/proc/{PID}/maps').read().split('[stack]')[0].splitlines()[-1].split()[0].split('-')\n"
        "f = open(f'/proc/{PID}/mem', 'rb', 0); f.seek(int(m[0], 16)); b = f.read(int(m[1], 16) - int(m[0], 16))\n"
        "print(b[b.find(b'TOKEN='):][:60])",
        lambda v, r: v.stolen(r),
        bare=True,
    ),
    Attack(
        "use descriptors that were inherited",
        "for n in range(3, 300):\n"
        "    try: target = os.readlink(f'/proc/self/fd/{n}')\n"
        "    except OSError: continue\n"
        "    if target[0] == '/' and not target.startswith(('/dev/null', SCRATCH, '/proc')) or 'memfd' in target: print('INHERITED', target)",
        lambda v, r: "INHERITED" in repr(r.outputs),
    ),
    Attack(
        "read the superuser's files",
        "print('ROOT', open('/etc/shadow').read()[:1])",
        lambda v, r: "ROOT" in repr(r.outputs),
    ),
    Attack(
        "read the list of users",
        "print('USERS', len(open('/etc/passwd').read()))",
        lambda v, r: "USERS" in repr(r.outputs),
        bare=True,
    ),
    Attack(
        "change into a home folder and read by relative path",
        "os.chdir(HOME); print(open('.ssh/id_ed25519').read())",
        lambda v, r: v.stolen(r),
        bare=True,
    ),
]


def _removed(path):
    from pathlib import Path

    there = Path(path).exists()
    Path(path).unlink(missing_ok=True)
    return there


def _planted_library():
    from pathlib import Path

    import pandas

    return _removed(Path(pandas.__file__).parent / "planted_by_test.py")
