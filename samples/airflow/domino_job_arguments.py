"""A Domino job whose input are the arguments of the task, for Airflow 3.4.

Pack the bundle for this DAG first: domino-airflow pack --schema=2026-10-30 --dag=domino_job_arguments
"""

from __future__ import annotations

import datetime

from airflow.sdk import dag, task


@dag(schedule=None, start_date=datetime.datetime(2026, 1, 1), catchup=False)
def domino_job_arguments():
    @task
    def choose():
        return {"rows": 1000}

    @task.stub(queue="csharp")
    def run(project, command, chosen=None, startup_delay=10): ...

    @task
    def report(job):
        print(f"Job {job['number']} {job['status']}: {job['url']}")

    report(run("ada/sales", ["sh", "-c", "echo {{ args.chosen.rows }} rows"], choose(), startup_delay=0))


domino_job_arguments()
