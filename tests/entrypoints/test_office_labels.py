"""How the office prints: by its settings file; one label after the other on a real socket."""

import socket
import threading
from pathlib import Path

import pytest

from app.config import ConfigError
from app.entrypoints.office_labels import label_desk
from app.labels.page import LABEL_76x130, LabelError
from tests.labels.label_samples import WAYBILL


def a_file(home: Path, text: str) -> Path:
    (home / "secondpass.toml").write_text(text, encoding="utf-8")
    return home


def test_without_a_file_labels_are_masked_pdf(tmp_path: Path) -> None:
    desk = label_desk(tmp_path)
    assert desk.send is None
    assert (desk.policy.masked, desk.policy.copy_marks) == (True, True)


def test_sender_policy_and_names_are_the_files(tmp_path: Path) -> None:
    text = (
        '[sender]\nname = "Warehouse 1"\n[policy]\nmask_labels = false\n'
        '[policy.couriers]\nsf = "SF Express"\n'
    )
    desk = label_desk(a_file(tmp_path, text))
    assert (desk.policy.sender.name, desk.policy.masked) == ("Warehouse 1", False)
    assert desk.names == {"sf": "SF Express"}
    with pytest.raises(ConfigError):
        label_desk(a_file(tmp_path, "[printer]\nkind = 3\n"))


def test_a_raw_printer_gets_the_label(tmp_path: Path) -> None:
    got: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        text = f'[printer]\nkind = "raw"\naddress = "127.0.0.1:{port}"\nstatus = "none"\n'
        send = label_desk(a_file(tmp_path, text)).send
        assert send is not None

        def take() -> None:
            taken, _from = server.accept()
            with taken:
                while part := taken.recv(65_536):
                    got.append(part)

        thread = threading.Thread(target=take)
        thread.start()
        send("SF1-c2", WAYBILL, LABEL_76x130)
        thread.join()
    assert b"".join(got).startswith(b"^XA")


def test_a_printer_that_is_not_there_says_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    text = f'[printer]\nkind = "raw"\naddress = "127.0.0.1:{port}"\nstatus = "none"\n'
    send = label_desk(a_file(tmp_path, text)).send
    assert send is not None
    with pytest.raises(LabelError):
        send("SF1-c2", WAYBILL, LABEL_76x130)
