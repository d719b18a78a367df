"""A runtime without an SDK: it sends the frames and log lines that its arguments name, and prints what it gets.

frame:HEX sends a frame's payload, raw:HEX bytes as they are, log:TEXT a log line, logs:HEX raw bytes of the log channel,
read reads a frame, wait waits until the other side closes, child starts a process that keeps standard output open,
close-logs closes the log channel, ignore-term ignores SIGTERM, exit:N exits.
"""
import signal
import socket
import subprocess
import sys


def connect(flag):
    host, port = next(a for a in sys.argv if a.startswith(f"--{flag}=")).split("=")[1].split(":")
    return socket.create_connection((host, int(port)))


def receive(channel, count):
    data = b""
    while len(data) < count:
        part = channel.recv(count - len(data))
        if not part:
            return None
        data += part
    return data


def read_frame(channel):
    prefix = receive(channel, 4)
    payload = prefix and receive(channel, int.from_bytes(prefix, "big"))
    print("closed" if payload is None else payload.hex(), flush=True)
    return payload


comm, logs = connect("comm"), connect("logs")
for step in sys.argv[1:]:
    word, _, value = step.partition(":")
    if word == "frame":
        payload = bytes.fromhex(value)
        comm.sendall(len(payload).to_bytes(4, "big") + payload)
    elif word == "raw":
        comm.sendall(bytes.fromhex(value))
    elif word == "log":
        logs.sendall(value.encode() + b"\n")
    elif word == "logs":
        logs.sendall(bytes.fromhex(value))
    elif word == "close-logs":
        logs.close()
    elif word == "read":
        read_frame(comm)
    elif word == "wait":
        while read_frame(comm) is not None:
            pass
    elif word == "child":
        subprocess.Popen(["sleep", "30"])
    elif word == "ignore-term":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    elif word == "exit":
        sys.exit(int(value))
