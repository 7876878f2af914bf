"""What a server worked, whatever else the computer did meanwhile."""

import psutil


def processor(pid: int) -> float:
    """Seconds that a server and its processes worked, those that ended included."""
    if not pid:
        return 0.0
    server = psutil.Process(pid)
    spent = sum(server.cpu_times()[:4])
    for child in server.children(recursive=True):
        try:
            spent += sum(child.cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue
    return float(spent)
