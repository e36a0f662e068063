# A Python worker that ends tidily when it is asked to stop.
import signal
import sys
import time


def stop(_signal, _frame):
    print("Finished the current job.", flush=True)
    sys.exit(0)


signal.signal(signal.SIGINT, stop)

job = 0
while True:
    job += 1
    print(f"Job {job} done.", flush=True)
    time.sleep(2)
