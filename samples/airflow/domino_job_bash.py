"""A Domino job in a DAG, for Airflow 2.4 to 3.2: a BashOperator calls the tool 'domino', and the job arrives in XCom as JSON.

Airflow 3.3 and later can run the task natively (domino_job.py). It then stops the job when the task is stopped, attaches to a job that
still runs on a retry, keeps the levels of log lines, and needs no worker slot while it waits.
"""

from __future__ import annotations

import datetime
import json

from airflow.decorators import dag, task

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:
    from airflow.operators.bash import BashOperator


@dag(schedule=None, start_date=datetime.datetime(2026, 1, 1), catchup=False)
def domino_job_bash():
    # DOMINO_API_HOST and DOMINO_USER_API_KEY come from the worker's environment. XCom gets the last line.
    run = BashOperator(
        task_id="run",
        bash_command="""
            set -euo pipefail
            job=$(domino job start --project ada/sales -o json sh -c 'echo hello > hello.txt')
            id=$(sed -E 's/.*"id":"([0-9a-f]+)".*/\\1/' <<< "$job")
            trap 'domino job stop "$id"' TERM INT
            domino job logs --follow "$id" &
            wait $!
            domino job wait "$id" -o json
        """,
        append_env=True,
    )

    @task
    def report(job: str):
        print(f"Job {json.loads(job)['number']} wrote commit {json.loads(job)['outputCommitId']}")

    report(run.output)


domino_job_bash()
