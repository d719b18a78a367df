"""A Domino job in a DAG, for Airflow 3.3 and later. The bundle 'domino-airflow' runs the task 'run'.

It runs every day with the input that 'run_input' returns. A run that is triggered with a configuration, such as
{"command": ["sh", "-c", "echo hello"]}, uses that instead, value by value.
"""

from __future__ import annotations

import datetime

from airflow.sdk import dag, task


@dag(schedule="@daily", start_date=datetime.datetime(2026, 1, 1), catchup=False)
def domino_job():
    @task
    def run_input():
        return {
            "project": "ada/sales",
            "command": ["sh", "-c", "echo sales of {{ run_id }} > sales.txt"],
            "startup_delay": 0,
        }

    # Airflow stops the job when it stops the task; a retry attaches to a job that still runs.
    @task.stub(queue="csharp", retries=2, retry_delay=datetime.timedelta(seconds=30))
    def run(): ...

    @task
    def report(job):
        print(f"Job {job['number']} {job['status']}: {job['url']}")

    job = run()
    run_input() >> job
    report(job)


domino_job()
