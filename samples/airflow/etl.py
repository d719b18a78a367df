"""Two tasks in C# and one in Python, for Airflow 3.3 and later. The bundle is the project 'etl' beside this file."""

from __future__ import annotations

import datetime

from airflow.sdk import dag, task


@dag(schedule=None, start_date=datetime.datetime(2026, 1, 1), catchup=False)
def etl():
    @task.stub(queue="csharp", retries=1, retry_delay=datetime.timedelta(seconds=10))
    def extract(): ...

    @task.stub(queue="csharp")
    def transform(): ...

    @task
    def report(total):
        print(f"The total is {total}.")

    total = transform()
    extract() >> total
    report(total)


etl()
