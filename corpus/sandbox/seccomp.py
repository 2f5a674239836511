"""Seccomp: a Linux process gives up, for itself and all that it starts, every call of the kernel but a few.

The filter is a small program of the kernel's own machine (classic BPF) that looks at the number of a call and at its
arguments. What it does not let through fails with `EPERM`, so that a library which only tries goes on.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16
"""Where a call's number, its machine, and its arguments (8 bytes each) stand in what the filter looks at."""


@dataclass(frozen=True, slots=True)
class _Machine:
    """How the kernel calls a processor, and where its numbers of calls stand in the table below."""

    mark: int
    column: int


_MACHINES = {"x86_64": _Machine(0xC000003E, 0), "aarch64": _Machine(0xC00000B7, 1), "riscv64": _Machine(0xC00000F3, 1)}

_CALLS = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "stat": (4, -1), "fstat": (5, 80), "lstat": (6, -1),
    "poll": (7, -1), "lseek": (8, 62), "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "pread64": (17, 67),
    "readv": (19, 65), "writev": (20, 66), "access": (21, -1), "sched_yield": (24, 124), "mremap": (25, 216),
    "madvise": (28, 233), "dup": (32, 23), "nanosleep": (35, 101), "getpid": (39, 172), "exit": (60, 93),
    "uname": (63, 160), "fcntl": (72, 25), "getcwd": (79, 17), "readlink": (89, -1), "gettimeofday": (96, 169),
    "getrusage": (98, 165), "sysinfo": (99, 179), "times": (100, 153), "getuid": (102, 174), "getgid": (104, 176),
    "geteuid": (107, 175), "getegid": (108, 177), "sigaltstack": (131, 132), "gettid": (186, 178), "time": (201, -1),
    "futex": (202, 98), "sched_getaffinity": (204, 123), "getdents64": (217, 61), "restart_syscall": (219, 128),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "exit_group": (231, 94),
    "newfstatat": (262, 79), "readlinkat": (267, 78), "faccessat": (269, 48), "ppoll": (271, 73),
    "set_robust_list": (273, 99), "getrandom": (318, 278), "membarrier": (324, 283), "statx": (332, 291),
    "rseq": (334, 293), "faccessat2": (439, 439),
}  # fmt: skip
"""What a process may call that reads what it was given, reckons, and answers: on x86-64, and on ARM and RISC-V."""

_OPEN = (257, 56)
"""`openat`, which is let through if it opens for reading."""
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NO_SUCH_CALL = (435, 435)
"""`clone3`, which fails as on an old kernel: the C library then asks for `clone`, and is refused that."""

_CLONE = (56, 220)
_THREAD = 0x10000
"""What `clone` is told if it is to make no process, but a thread of this one."""

_SOCKET = (41, 198)
_UNIX = 1
_DANGEROUS = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "io_uring_setup": (425, 425),
    "mount": (165, 40), "pivot_root": (155, 41), "unshare": (272, 97), "setns": (308, 268), "bpf": (321, 280),
    "userfaultfd": (323, 282), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "perf_event_open": (298, 241), "kexec_load": (246, 104), "init_module": (175, 105), "open_by_handle_at": (304, 265),
    "pidfd_getfd": (438, 438),
}  # fmt: skip
"""What no program needs that turns one document into another."""

Instruction = tuple[int, int, int, int]


def is_known() -> bool:
    """Whether a filter can be written for this system's processor."""
    return sys.platform == "linux" and platform.machine() in _MACHINES and sys.maxsize > 2**32


def allow_reading_only(*, threads: bool = False) -> None:
    """Give up all calls but those of a reader: no new process, no program, no socket, no file to be written.

    `threads` of this process itself may be left to it.
    The process must have given up new privileges before. Raises OSError where the kernel refuses.
    """
    column = _MACHINES[platform.machine()].column
    allowed = [numbers[column] for numbers in _CALLS.values() if numbers[column] >= 0]
    _install([
        *_if_call(_NO_SUCH_CALL[column], [(_RETURN, 0, 0, _ERRNO | errno.ENOSYS)]),
        *_if_argument(_OPEN[column], 2, (_JUMP_IF_ANY_BIT, _WRITES), _ERRNO | errno.EPERM, _ALLOW),
        *_if_argument(
            _CLONE[column], 0, (_JUMP_IF_ANY_BIT, _THREAD), _ALLOW if threads else _ERRNO | errno.EPERM,
            _ERRNO | errno.EPERM,
        ),
        *_any_of(allowed, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
    ])  # fmt: skip


def refuse_network() -> None:
    """Give up all sockets but those between programs of this machine, and what no converter of documents needs."""
    column = _MACHINES[platform.machine()].column
    _install([
        *_if_argument(_SOCKET[column], 0, (_JUMP_IF_EQUAL, _UNIX), _ALLOW, _ERRNO | errno.EPERM),
        *_any_of([numbers[column] for numbers in _DANGEROUS.values()], _ERRNO | errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ])  # fmt: skip


def _if_call(number: int, then: Sequence[Instruction]) -> list[Instruction]:
    """What is done for one call, whose number is loaded; it must return."""
    return [(_JUMP_IF_EQUAL, 0, len(then), number), *then]


def _if_argument(number: int, at: int, test: tuple[int, int], answer: int, otherwise: int) -> list[Instruction]:
    """One answer to a call whose argument `at` passes a test (an instruction and its value), and another if not."""
    jump, value = test
    return _if_call(
        number,
        [
            (_LOAD, 0, 0, _ARGUMENTS_AT + 8 * at),
            (jump, 0, 1, value),
            (_RETURN, 0, 0, answer),
            (_RETURN, 0, 0, otherwise),
        ],
    )


def _any_of(numbers: Iterable[int], answer: int) -> list[Instruction]:
    """The answer to any of these calls."""
    return [step for number in numbers for step in _if_call(number, [(_RETURN, 0, 0, answer)])]


def _install(program: Sequence[Instruction]) -> None:
    """Put a filter in force; calls by the numbers of another machine (32 bits) end the process."""
    begin = [
        (_LOAD, 0, 0, _MACHINE_AT),
        *((_JUMP_IF_EQUAL, 1, 0, _MACHINES[platform.machine()].mark), (_RETURN, 0, 0, _KILL)),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]
    whole = b"".join(struct.pack("=HBBI", *step) for step in (*begin, *program))
    held = ctypes.create_string_buffer(whole, len(whole))
    described = struct.pack("@HP", len(whole) // 8, ctypes.addressof(held))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.c_char_p(described), 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
