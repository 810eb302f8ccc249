"""Attacks over sockets of every family that Linux has."""

# ruff: noqa: E501 - an attack is easier to judge on one line; its paths are the attacker's choice

from arena import Attack


def reached(victims, run):
    return victims.visited()


def told(victims, run):
    return "REACHED" in repr(run.outputs)


NETWORK = [
    Attack("connect by TCP", "socket.create_connection(('127.0.0.1', TCP), 1)", reached, bare=True),
    Attack(
        "send by UDP",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', UDP))",
        reached,
        bare=True,
    ),
    Attack(
        "send by TCP Fast Open",
        "s = socket.socket(); s.sendto(b'x', 0x20000000, ('127.0.0.1', TCP)); s.close()",
        reached,
    ),
    Attack("connect by MPTCP", "s = socket.socket(2, 1, 262); s.connect(('127.0.0.1', TCP))", reached),
    Attack("connect by IPv6", "s = socket.socket(10, 1); s.connect(('::ffff:127.0.0.1', TCP))", reached),
    Attack(
        "connect by urllib",
        "import urllib.request\nurllib.request.urlopen(f'http://127.0.0.1:{TCP}', timeout=.2)",
        reached,
        bare=True,
    ),
    Attack("connect by asyncio", "import asyncio\nawait asyncio.open_connection('127.0.0.1', TCP)", reached, bare=True),
    Attack(
        "connect by a raw system call",
        "f = syscall(41, 2, 1, 0); a = struct.pack('=HH4s8x', 2, socket.htons(TCP), bytes([127, 0, 0, 1]))\nsyscall(42, f, a, 16)",
        reached,
    ),
    Attack("connect to a socket by path", "s = socket.socket(1); s.connect(STREAM)", reached, bare=True),
    Attack("connect to an abstract socket", "s = socket.socket(1); s.connect(ABSTRACT)", reached, bare=True),
    Attack("send a datagram by path", "s = socket.socket(1, 2); s.sendto(b'x', DATAGRAM)", reached, bare=True),
    Attack(
        "send a datagram from a pair",
        "a, b = socket.socketpair(1, 2); a.sendto(b'x', DATAGRAM)",
        reached,
        bare=True,
    ),
    Attack(
        "send a message from a pair",
        "a, b = socket.socketpair(1, 2); a.sendmsg([b'x'], [], 0, DATAGRAM)",
        reached,
        bare=True,
    ),
    Attack(
        "reconnect a pair elsewhere",
        "a, b = socket.socketpair(1, 2); a.connect(DATAGRAM); a.send(b'x')",
        reached,
        bare=True,
    ),
    Attack(
        "redirect a stream pair by message",
        "a, b = socket.socketpair(1, 1); a.sendmsg([b'x'], [], 0, STREAM)",
        reached,
    ),
    Attack(
        "reach a sibling's kernel",
        "import glob, zmq\n"
        "c = zmq.Context(); s = c.socket(zmq.DEALER); s.linger = 200; s.connect('ipc://' + STREAM); s.send(b'x'); s.close(); c.term()",
        reached,
    ),
    Attack(
        "serve a port",
        "s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); print('REACHED', s.getsockname())",
        told,
        bare=True,
    ),
    Attack("look up a name", "print('REACHED', socket.getaddrinfo('localhost', 80))", lambda v, r: _used_resolver(r)),
    Attack("open a raw socket", "socket.socket(2, 3, 1); print('REACHED')", told),
    Attack("open a ping socket", "socket.socket(2, 2, 1); print('REACHED')", told),
    Attack("open an SCTP socket", "socket.socket(2, 1, 132); print('REACHED')", told),
    Attack(
        "ask netlink for interfaces", "s = socket.socket(16, 3, 0); s.bind((0, 0)); print('REACHED')", told, bare=True
    ),
    Attack("capture packets", "socket.socket(17, 3, 3); print('REACHED')", told),
    Attack("talk to the hypervisor", "socket.socket(40, 1); print('REACHED')", told),
    Attack("use the kernel's cryptography", "socket.socket(38, 5); print('REACHED')", told),
    Attack("open a Bluetooth socket", "socket.socket(31, 3, 1); print('REACHED')", told),
    Attack("set up io_uring", "b = ctypes.create_string_buffer(200); syscall(425, 8, b); print('REACHED')", told),
    Attack("list interfaces", "print('REACHED', socket.if_nameindex())", told, bare=True),
]


def _used_resolver(run):
    # "localhost" may be answered from nowhere; the address of a socket is never the point of this attack
    return "REACHED" in repr(run.outputs) and "hosts" in repr(run.outputs)
