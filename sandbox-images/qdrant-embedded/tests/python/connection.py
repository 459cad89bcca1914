"""The server that the checks are asked to run against, and the client that must fit it."""

import argparse
import os
import threading
import traceback
import warnings

from qdrant_client import QdrantClient


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--url", required=True)
    parser.add_argument("--grpc-port", type=int, default=6334)
    parser.add_argument("--transport", choices=["rest", "grpc"], required=True)
    return parser.parse_args()


def connect(arguments):
    """A client. It warns when it thinks that the server does not fit: that is a failure here."""
    warnings.filterwarnings("error", module="qdrant_client")
    for said in (".*incompatible with server version.*", ".*obtain server version.*"):
        warnings.filterwarnings("error", message=said)
    # It looks in a thread of its own, whose end nobody would hear of.
    threading.excepthook = fail
    client = QdrantClient(
        url=arguments.url, grpc_port=arguments.grpc_port, prefer_grpc=arguments.transport == "grpc"
    )
    for thread in threading.enumerate():
        if "_check_compatibility" in thread.name:
            thread.join()
    return client


def fail(error):
    traceback.print_exception(error.exc_type, error.exc_value, error.exc_traceback)
    os._exit(1)
