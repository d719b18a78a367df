using Apache.Arrow;
using DominoDataLab.Client;
using DominoDataLab.Data.Tests.Server;
using DominoDataLab.Data.TrainingSets;

namespace DominoDataLab.Data.Tests.TrainingSets;

/// <summary>Creating, finding, reading and deleting training sets.</summary>
public sealed class TrainingSetTests : TrainingSetTest
{
    [Fact]
    public async Task Case_060_and_071_create_echoes_all_lists_and_protects_the_folder()
    {
        using var client = Client();
        var version = await client.TrainingSets.CreateVersionAsync(Request(), Frame(), Stop);
        Assert.Equal(("ts-1", 1, false, null), (version.TrainingSetName, version.Number, version.IsPending, version.Description));
        Assert.Equal(["user_id"], version.KeyColumns);
        Assert.Equal(["is_fraud"], version.TargetColumns);
        Assert.Equal(["kind"], version.ExcludeColumns);
        Assert.Equal(["ts", "user_id", "amount", "kind", "is_fraud"], version.AllColumns);
        Assert.Equal(["ts"], version.MonitoringMeta.TimestampColumns);
        Assert.Equal("123", version.Meta["experiment_id"]);
        var folder = client.TrainingSets.GetFolder(version);
        Assert.Equal(Path.Combine(Folder, "ts", "s-ts-1", "v1"), folder);
        Assert.Equal([Path.Combine(folder, "data.parquet")], Directory.GetFileSystemEntries(folder));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(0b101_101_101, (int)File.GetUnixFileMode(folder));
        }
    }

    [Theory]
    [InlineData("*/")]
    [InlineData("a\n")]
    [InlineData("")]
    [InlineData("ä")]
    [InlineData("a b")]
    public async Task Case_061_a_bad_name_is_refused_before_any_request(string name)
    {
        using var client = Client();
        Func<Task>[] calls =
        [
            () => client.TrainingSets.CreateVersionAsync(Request(name), Frame(), Stop),
            () => client.TrainingSets.GetAsync(name, Stop),
            () => client.TrainingSets.GetVersionAsync(name, 1, Stop),
            () => client.TrainingSets.DeleteAsync(name, Stop),
            () => client.TrainingSets.DeleteVersionAsync(name, 1, Stop),
            () => client.TrainingSets.UpdateAsync(new TrainingSet { Name = name }, Stop),
        ];
        foreach (var call in calls)
        {
            var error = await Assert.ThrowsAsync<ArgumentException>(call);
            Assert.Contains($"bad TrainingSet name '{name}'", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Server.Script.Requests);
    }

    [Fact]
    public async Task Case_062_a_name_that_is_taken_is_an_error_and_leaves_no_folder()
    {
        using var client = Client();
        Server.Script.On(
            "POST",
            "/trainingset/ts-1",
            ScriptedServer.Text("<html><title>Oops</title></html>", 500, "text/html; charset=UTF-8")
        );
        var error = await Assert.ThrowsAsync<TrainingSetServerException>(() =>
            client.TrainingSets.CreateVersionAsync(Request(), Frame(), Stop)
        );
        Assert.Contains("could not create Training Set version", error.Message, StringComparison.Ordinal);
        Assert.Null(error.Errors);
        Assert.False(Directory.Exists(Path.Combine(Folder, "ts")));
    }

    [Fact]
    public async Task Case_063_what_was_created_is_read_back()
    {
        using var client = Client();
        var created = await client.TrainingSets.CreateVersionAsync(Request(), Frame(), Stop);
        var version = await client.TrainingSets.GetVersionAsync("ts-1", 1, Stop);
        Assert.Equal(created, version);
        Assert.NotEqual(created, version with { Meta = new Dictionary<string, string>() });

        using var raw = Assert.Single(await ReadAsync(client.TrainingSets.ReadRawAsync(version, Stop)));
        Assert.Equal(["ts", "user_id", "amount", "kind", "is_fraud"], Names(raw));
        Assert.Equal([1, 2, 3], ((Int64Array)raw.Column("user_id")).ToList());
        Assert.Equal([1.5, null, 3], ((DoubleArray)raw.Column("amount")).ToList(includeNulls: true));
        Assert.Equal(["a", "b", null], Enumerable.Range(0, 3).Select(row => ((LargeStringArray)raw.Column("kind")).GetString(row)));
        Assert.Equal(
            [new DateTimeOffset(2024, 1, 1, 10, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 1, 2, 0, 0, 0, TimeSpan.Zero), null],
            Enumerable.Range(0, 3).Select(row => ((TimestampArray)raw.Column("ts")).GetTimestamp(row))
        );
        using var training = Assert.Single(await ReadAsync(client.TrainingSets.ReadTrainingAsync(version, Stop)));
        Assert.Equal(["ts", "amount", "is_fraud"], Names(training));
        Assert.Equal([true, false, true], ((BooleanArray)training.Column("is_fraud")).ToList().Select(value => value!.Value));
    }

    [Fact]
    public async Task Case_064_and_065_description_and_meta_are_stored_and_a_version_leaves_its_set_alone()
    {
        using var client = Client();
        var version = await client.TrainingSets.CreateVersionAsync(Request(), Frame(), Stop);
        var set = await client.TrainingSets.GetAsync("ts-1", Stop);
        await client.TrainingSets.UpdateAsync(
            set with
            {
                Description = "new",
                Meta = new Dictionary<string, string> { ["a"] = "b" },
            },
            Stop
        );
        var changed = version with { Description = "of the version", Meta = new Dictionary<string, string>(), KeyColumns = [] };
        Assert.Equal("of the version", (await client.TrainingSets.UpdateVersionAsync(changed, Stop)).Description);
        var stored = await client.TrainingSets.GetAsync("ts-1", Stop);
        Assert.Equal(("new", "b"), (stored.Description, stored.Meta["a"]));
        Assert.Empty((await client.TrainingSets.GetVersionAsync("ts-1", 1, Stop)).KeyColumns);
    }

    [Fact]
    public async Task Case_066_and_067_lists_send_their_filters()
    {
        using var client = Client();
        Server.Script.On("POST", "/trainingset/find", ScriptedServer.Json("""[{"name": "s1"}, {"name": "s3"}]"""));
        Server.Script.On(
            "POST",
            "/trainingset/version/find",
            ScriptedServer.Json("""[{"trainingSetName": "s3", "number": 1, "allColumns": [0, "b"]}]""")
        );
        var sets = await client.TrainingSets.ListAsync(new() { Meta = new Dictionary<string, string> { ["foo"] = "bar" } }, Stop);
        Assert.Equal(["s1", "s3"], sets.Select(set => set.Name));
        await client.TrainingSets.ListAsync(
            new()
            {
                IsAscending = false,
                Offset = 1,
                Limit = 3,
            },
            Stop
        );
        var versions = await client.TrainingSets.ListVersionsAsync(
            new()
            {
                TrainingSetName = "s3",
                TrainingSetMeta = new Dictionary<string, string> { ["foo"] = "bar" },
                Offset = 2,
            },
            Stop
        );
        Assert.Equal(["0", "b"], Assert.Single(versions).AllColumns);
        Assert.Equal(
            [
                "/trainingset/find?offset=0&limit=10000&asc=true",
                "/trainingset/find?offset=1&limit=3&asc=false",
                "/trainingset/version/find?offset=2&limit=10000&asc=true",
            ],
            Server.Script.Requests.Select(request => request.Target)
        );
        Assert.Equal(
            [
                """{"projectId":"6700bb000000000000000001","meta":{"foo":"bar"}}""",
                """{"projectId":"6700bb000000000000000001","meta":{}}""",
                """{"projectId":"6700bb000000000000000001","trainingSetMeta":{"foo":"bar"},"meta":{},"trainingSetName":"s3"}""",
            ],
            Server.Script.Requests.Select(request => request.Text)
        );
    }

    [Fact]
    public async Task Case_068_and_069_a_version_and_then_its_set_are_deleted()
    {
        using var client = Client();
        var version = await client.TrainingSets.CreateVersionAsync(Request(), Frame(), Stop);
        await client.TrainingSets.DeleteVersionAsync("ts-1", 1, Stop);
        Assert.False(Directory.Exists(client.TrainingSets.GetFolder(version)));
        await Assert.ThrowsAsync<TrainingSetServerException>(() => client.TrainingSets.GetVersionAsync("ts-1", 1, Stop));
        await client.TrainingSets.DeleteAsync("ts-1", Stop);
        await Assert.ThrowsAsync<TrainingSetServerException>(() => client.TrainingSets.GetAsync("ts-1", Stop));
    }

    [Fact]
    public async Task Case_070_missing_columns_are_all_named_before_any_request()
    {
        using var client = Client();
        var request = Request() with
        {
            KeyColumns = ["user_id", "x"],
            MonitoringMeta = new() { OrdinalColumns = ["y"] },
        };
        var error = await Assert.ThrowsAsync<SchemaMismatchException>(() => client.TrainingSets.CreateVersionAsync(request, Frame(), Stop));
        Assert.Equal(["x", "y"], error.MissingColumns);
        Assert.Contains("DataFrame missing columns: x, y", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Script.Requests);
    }

    [Fact]
    public async Task Case_133_two_files_are_read_once_each_and_other_files_are_left_alone()
    {
        using var client = Client();
        var version = await client.TrainingSets.CreateVersionAsync(Request(), Frame(), Stop);
        var folder = client.TrainingSets.GetFolder(version);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.UserWrite);
        }

        File.Copy(Path.Combine(folder, "data.parquet"), Path.Combine(folder, "a.parquet"));
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "no Parquet", Stop);
        Assert.Equal(6, (await ReadAsync(client.TrainingSets.ReadRawAsync(version, Stop))).Sum(batch => batch.Length));
        await File.WriteAllTextAsync(Path.Combine(folder, "b.parquet"), "no Parquet", Stop);
        var error = await Assert.ThrowsAsync<DominoException>(() => ReadAsync(client.TrainingSets.ReadRawAsync(version, Stop)));
        Assert.Contains("b.parquet' is not a valid Parquet file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_134_a_description_is_left_out_null_or_a_text()
    {
        using var client = Client(options => options.ProjectId = null);
        var version = await client.TrainingSets.CreateVersionAsync(Request(), Frame(), Stop);
        await client.TrainingSets.UpdateVersionAsync(version with { Description = null }, Stop);
        await client.TrainingSets.UpdateVersionAsync(version with { Description = "text" }, Stop);
        var set = await client.TrainingSets.GetAsync("ts-1", Stop);
        await client.TrainingSets.UpdateAsync(set, Stop);
        await client.TrainingSets.UpdateAsync(set with { Description = null }, Stop);
        var bodies = Server.Script.Requests.Where(request => request.Body.Length > 0).Select(request => request.Text).ToList();
        Assert.StartsWith("""{"projectId":null,""", bodies[0], StringComparison.Ordinal);
        Assert.EndsWith(
            """
            "description":null}
            """,
            bodies[0],
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            """
            "pending":false}
            """,
            bodies[1],
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            """
            "pending":false,"description":null}
            """,
            bodies[2],
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            """
            "pending":false,"description":"text"}
            """,
            bodies[3],
            StringComparison.Ordinal
        );
        Assert.Equal("""{"meta":{}}""", bodies[4]);
        Assert.Equal("""{"meta":{},"description":null}""", bodies[5]);
    }

    [Fact]
    public async Task Case_135_a_missing_folder_does_not_matter_when_deleting_and_an_existing_one_does_when_creating()
    {
        using var client = Client();
        var version = await client.TrainingSets.CreateVersionAsync(Request(), Frame(), Stop);
        TrainingSetFolder.Delete(client.TrainingSets.GetFolder(version));
        await client.TrainingSets.DeleteVersionAsync("ts-1", 1, Stop);
        Directory.CreateDirectory(client.TrainingSets.GetFolder(version));
        var error = await Assert.ThrowsAsync<IOException>(() => client.TrainingSets.CreateVersionAsync(Request(), Frame(), Stop));
        Assert.Contains("exists already", error.Message, StringComparison.Ordinal);
        Assert.True((await client.TrainingSets.GetVersionAsync("ts-1", 1, Stop)).IsPending);
    }

    public static TheoryData<string, Func<TrainingSetClient, Task>> Operations() =>
        new()
        {
            { "could not get TrainingSet", sets => sets.GetAsync("a", Stop) },
            { "could not list TrainingSets", sets => sets.ListAsync(null, Stop) },
            { "could not update TrainingSets", sets => sets.UpdateAsync(new TrainingSet { Name = "a" }, Stop) },
            { "could not delete TrainingSet", sets => sets.DeleteAsync("a", Stop) },
            { "could not create Training Set version", sets => sets.CreateVersionAsync(Request(), Frame(), Stop) },
            { "could not get TrainingSetVersion", sets => sets.GetVersionAsync("a", 1, Stop) },
            { "could not get TrainingSetVersion", sets => sets.DeleteVersionAsync("a", 1, Stop) },
            {
                "could not update TrainingSetVersion",
                sets => sets.UpdateVersionAsync(new TrainingSetVersion { TrainingSetName = "a", Number = 1 }, Stop)
            },
            { "could not find TrainingSetVersion", sets => sets.ListVersionsAsync(null, Stop) },
        };

    [Theory]
    [MemberData(nameof(Operations), DisableDiscoveryEnumeration = true)]
    public async Task Case_136_every_failing_status_has_the_message_of_its_operation(
        string message,
        Func<TrainingSetClient, Task> operation
    )
    {
        using var client = Client();
        foreach (var status in new[] { 201, 400, 401, 404, 500 })
        {
            Server.Script.On(_ => true, ScriptedServer.Json("""{"errors":["no training set a"]}""", status));
            var error = await Assert.ThrowsAsync<TrainingSetServerException>(() => operation(client.TrainingSets));
            Assert.StartsWith(message + ": no training set a (", error.Message, StringComparison.Ordinal);
            Assert.Equal(status, (int)error.StatusCode);
            Assert.Equal("""["no training set a"]""", error.Errors?.GetRawText());
        }

        Server.Script.On(_ => true, ScriptedServer.Status(503));
        Assert.Null((await Assert.ThrowsAsync<TrainingSetServerException>(() => operation(client.TrainingSets))).Errors);
    }

    [Fact]
    public async Task Case_136_deleting_a_version_has_a_message_of_its_own()
    {
        using var client = Client();
        await client.TrainingSets.CreateVersionAsync(Request(), Frame(), Stop);
        Server.Script.On("DELETE", "/trainingset/ts-1/1", ScriptedServer.Status(500));
        var error = await Assert.ThrowsAsync<TrainingSetServerException>(() => client.TrainingSets.DeleteVersionAsync("ts-1", 1, Stop));
        Assert.StartsWith("could not delete TrainingSetVersion", error.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(Folder, "ts", "s-ts-1", "v1")));
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("/elsewhere")]
    [InlineData("")]
    [InlineData("a/../../ts-other")]
    public async Task A_path_that_leads_out_of_the_folder_is_refused(string path)
    {
        using var client = Client();
        var version = new TrainingSetVersion
        {
            TrainingSetName = "a",
            Number = 1,
            ContainerPath = path,
        };
        Assert.Throws<DominoException>(() => client.TrainingSets.GetFolder(version));
        Server.Script.On(
            "GET",
            "/trainingset/a/1",
            ScriptedServer.Json($$"""{"trainingSetName":"a","number":1,"containerPath":"{{path}}"}""")
        );
        await Assert.ThrowsAsync<DominoException>(() => client.TrainingSets.DeleteVersionAsync("a", 1, Stop));
        Assert.DoesNotContain(Server.Script.Requests, request => request.Method == "DELETE");
    }

    [Fact]
    public async Task A_frame_that_fails_leaves_no_folder_and_a_pending_version()
    {
        using var client = Client();
        var schema = Frame().Schema;
        async IAsyncEnumerable<RecordBatch> FailingAsync()
        {
            await foreach (var batch in Frame().ReadAsync())
            {
                yield return batch;
            }

            throw new InvalidOperationException("The source broke.");
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            client.TrainingSets.CreateVersionAsync(Request(), new TrainingFrame(schema, FailingAsync()), Stop)
        );
        var version = await client.TrainingSets.GetVersionAsync("ts-1", 1, Stop);
        Assert.True(version.IsPending);
        Assert.False(Directory.Exists(client.TrainingSets.GetFolder(version)));
        var error = await Assert.ThrowsAsync<DominoException>(() => ReadAsync(client.TrainingSets.ReadRawAsync(version, Stop)));
        Assert.Contains("DOMINO_TRAINING_SET_PATH", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_must_fit_together()
    {
        Assert.Throws<ArgumentException>(() =>
            TrainingFrame.FromColumns(TrainingColumn.Create("a", [1]), TrainingColumn.Create("b", [1, 2]))
        );
        Assert.Throws<ArgumentException>(() => TrainingFrame.FromColumns(TrainingColumn.Create("a", [1]), TrainingColumn.Create("a", [1])));
        Assert.Throws<ArgumentException>(() => TrainingColumn.Create("a", [Guid.Empty]));
        Assert.Empty(TrainingFrame.FromColumns().ColumnNames);
    }

    private static IEnumerable<string> Names(RecordBatch batch) => batch.Schema.FieldsList.Select(field => field.Name);
}
