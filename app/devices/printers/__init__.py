"""Label printers: raw socket, IPP queue, Windows spooler, folder."""
