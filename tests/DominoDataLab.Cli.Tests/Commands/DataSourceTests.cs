namespace DominoDataLab.Cli.Tests.Commands;

public sealed class DataSourceTests(ToolFixture fixture)
{
    private static int _names;

    [Fact]
    public async Task A_source_that_was_created_is_listed_queried_and_deleted()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "orders.csv"),
            "day,amount\n2024-01-01,1.5\n2024-01-02,\n",
            TestContext.Current.CancellationToken
        );
        var name = NewName();
        var created = await RunAsync("datasource", "create", name, "--engine", "duckdb", "--path", folder.Path, "-o", "json");
        Assert.True(created.ExitCode == "Success", created.Error);
        Assert.Equal(name, created.Json.GetProperty("name").GetString());

        var list = await RunAsync("datasource", "list", "-o", "json");
        Assert.Contains(list.Json.EnumerateArray(), row => row.GetProperty("name").GetString() == name);

        var table = await RunAsync("datasource", "query", name, "SELECT * FROM orders");
        Assert.Equal(["DAY         AMOUNT", "2024-01-01     1.5", "2024-01-02"], table.Lines);
        var lines = await RunAsync("datasource", "query", name, "SELECT amount, 'a\"b' AS s, true AS b FROM orders", "-o", "json");
        Assert.Equal(["{\"amount\":1.5,\"s\":\"a\\\"b\",\"b\":true}", "{\"amount\":null,\"s\":\"a\\\"b\",\"b\":true}"], lines.Lines);

        const string Nested = "SELECT [1, NULL] AS list, {'a': 'ü'} AS struct";
        Assert.Equal(
            "{\"list\":[1,null],\"struct\":{\"a\":\"ü\"}}",
            Assert.Single((await RunAsync("datasource", "query", name, Nested, "-o", "json")).Lines)
        );
        Assert.Equal("[1,null]  {\"a\":\"ü\"}", (await RunAsync("datasource", "query", name, Nested)).Lines[1]);

        var deleted = await RunAsync("datasource", "delete", name);
        Assert.Equal("Success", deleted.ExitCode);
        var gone = await RunAsync("datasource", "query", name, "SELECT 1");
        Assert.Equal("NotFound", gone.ExitCode);
        Assert.Contains($"Datasource with name {name} does not exist", gone.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "n,s\n0,row 0\n1,row 1\n")]
    [InlineData("parquet", "PAR1")]
    [InlineData("arrow", "ARROW1")]
    public async Task A_result_goes_to_a_file(string kind, string start)
    {
        using var folder = new TemporaryFolder();
        var name = NewName();
        await RunAsync("datasource", "create", name, "--engine", "duckdb", "--path", folder.Path);
        var file = Path.Combine(folder.Path, "result." + kind);
        var run = await RunAsync("datasource", "query", name, "SELECT range AS n, 'row ' || range AS s FROM range(2)", "--to", file);
        Assert.True(run.ExitCode == "Success", run.Error);
        Assert.Empty(run.Output);
        Assert.StartsWith(start, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var again = await RunAsync("datasource", "query", name, "SELECT 1", "--to", file);
        Assert.Equal(
            ("Conflict", $"domino: '{file}' already exists. Nothing was written. Use --if-exists overwrite.\n"),
            (again.ExitCode, again.Error)
        );
        var replaced = await RunAsync("datasource", "query", name, "SELECT 1", "--to", file, "--if-exists", "overwrite");
        Assert.Equal("Success", replaced.ExitCode);
    }

    [Fact]
    public async Task A_table_of_many_rows_is_cut_and_says_so()
    {
        using var folder = new TemporaryFolder();
        var name = NewName();
        await RunAsync("datasource", "create", name, "--engine", "duckdb", "--path", folder.Path);
        var run = await RunAsync("datasource", "query", name, "SELECT range AS n FROM range(1000000)", "--rows", "3");
        Assert.Equal("Success", run.ExitCode);
        Assert.Equal(["N", "0", "1", "2"], run.Lines);
        Assert.Contains("more than 3 rows", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_comes_from_the_environment_and_is_not_shown()
    {
        var name = NewName();
        string[] create =
        [
            "datasource",
            "create",
            name,
            "--type",
            "PostgreSQLConfig",
            "--config",
            "host=127.0.0.1",
            "--config",
            "port=1",
            "--credential",
            "username=DB_USER",
            "--credential",
            "password=DB_PASSWORD",
        ];
        var unset = await RunAsync(create);
        Assert.Equal("Usage", unset.ExitCode);
        Assert.Contains("The variable 'DB_USER' of --credential is not set.", unset.Error, StringComparison.Ordinal);
        var run = await RunAsync(create, ("DB_USER", "ada"), ("DB_PASSWORD", "not to be seen"));
        Assert.True(run.ExitCode == "Success", run.Error);
        var query = await RunAsync("datasource", "query", name, "SELECT 1");
        Assert.Equal("Error", query.ExitCode);
        Assert.Contains("can't be reached", query.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not to be seen", run.Output + run.Error + query.Output + query.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_fails_shows_the_words_of_the_database()
    {
        using var folder = new TemporaryFolder();
        var name = NewName();
        await RunAsync("datasource", "create", name, "--engine", "duckdb", "--path", folder.Path);
        var run = await RunAsync("datasource", "query", name, "SELECT * FROM nowhere");
        Assert.Equal("Error", run.ExitCode);
        Assert.Contains("Table with name nowhere does not exist", run.Error, StringComparison.Ordinal);
        var twice = await RunAsync("datasource", "create", name, "--engine", "duckdb", "--path", folder.Path);
        Assert.Equal("Conflict", twice.ExitCode);
        Assert.Contains("exists already", twice.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_are_uploaded_listed_and_downloaded()
    {
        using var folder = new TemporaryFolder();
        var name = NewName();
        var created = await RunAsync("datasource", "create", name, "--engine", "files");
        Assert.True(created.ExitCode == "Success", created.Error);
        var empty = await RunAsync("datasource", "ls", name);
        Assert.Equal(("Success", "", "No objects.\n"), (empty.ExitCode, empty.Output, empty.Error));

        var content = new byte[3 << 20];
        new Random(7).NextBytes(content);
        var file = folder.Combine("large.bin");
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        var put = await RunAsync("datasource", "put", name, file, "2024/a b/ü.bin");
        Assert.Equal(("Success", "", $"Uploaded {file} as 2024/a b/ü.bin.\n"), (put.ExitCode, put.Output, put.Error));
        await RunAsync("datasource", "put", name, folder.Write("note.txt", "hello"), "note.txt");

        var list = await RunAsync("datasource", "ls", name, "-o", "json");
        Assert.Equal(["2024/a b/ü.bin", "note.txt"], list.Json.EnumerateArray().Select(row => row.GetProperty("key").GetString()!));
        Assert.Equal(["KEY", "2024/a b/ü.bin"], (await RunAsync("datasource", "ls", name, "2024/")).Lines);
        Assert.Equal(["KEY", "2024/a b/ü.bin"], (await RunAsync("datasource", "ls", name, "--limit", "1")).Lines);

        var copy = folder.Combine("copy.bin");
        var get = await RunAsync("datasource", "get", name, "2024/a b/ü.bin", copy, "-o", "json");
        Assert.Equal(content.Length, get.Json.GetProperty("bytesTransferred").GetInt64());
        Assert.Equal(content, await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_object_goes_to_a_folder_or_to_standard_output_and_replaces_a_file_only_if_asked()
    {
        using var folder = new TemporaryFolder();
        var name = NewName();
        await RunAsync("datasource", "create", name, "--engine", "files");
        await RunAsync("datasource", "put", name, folder.Write("note.txt", "theirs"), "a/note.txt");
        var piped = await fixture.ProcessAsync(folder.Path, "datasource", "get", name, "a/note.txt", "-");
        Assert.Equal((0, "theirs", ""), piped);
        await RunAsync("datasource", "get", name, "a/note.txt", folder.Combine("new/"));
        Assert.Equal("theirs", await File.ReadAllTextAsync(folder.Combine("new/note.txt"), TestContext.Current.CancellationToken));

        var mine = folder.Write("mine.txt", "mine");
        var refused = await RunAsync("datasource", "get", name, "a/note.txt", mine);
        Assert.Equal(
            ("Conflict", $"domino: '{mine}' already exists. Nothing was written. Use --if-exists overwrite.\n"),
            (refused.ExitCode, refused.Error)
        );
        Assert.Equal("mine", await File.ReadAllTextAsync(mine, TestContext.Current.CancellationToken));
        var allowed = await RunAsync("datasource", "get", name, "a/note.txt", mine, "--if-exists", "overwrite");
        Assert.Equal("Success", allowed.ExitCode);
        Assert.Equal("theirs", await File.ReadAllTextAsync(mine, TestContext.Current.CancellationToken));
        var of = await RunAsync("datasource", "put", name, folder.Path, "key");
        Assert.Equal(("Usage", $"domino: '{folder.Path}' is a folder. Name a file.\n"), (of.ExitCode, of.Error));
    }

    [Fact]
    public async Task Failures_with_objects_are_explained_and_leave_no_file()
    {
        using var folder = new TemporaryFolder();
        var (store, database) = (NewName(), NewName());
        await RunAsync("datasource", "create", store, "--engine", "files");
        await RunAsync("datasource", "create", database, "--engine", "duckdb", "--path", folder.Path);
        var target = folder.Combine("target");

        Refused("NotFound", "missing", await RunAsync("datasource", "get", store, "missing", target));
        Refused("Usage", "The key '2024/' has no file name. Give a target file.", await RunAsync("datasource", "get", store, "2024/"));
        Refused("NotFound", "nothing.bin", await RunAsync("datasource", "put", store, folder.Combine("nothing.bin"), "key"));
        Refused("NotFound", "nowhere", await RunAsync("datasource", "ls", "nowhere"));
        Refused("Error", $"Could not use '{database}' as an object store", await RunAsync("datasource", "ls", database));
        Refused("Error", $"Could not use '{store}' for queries", await RunAsync("datasource", "query", store, "SELECT 1"));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal("[]\n", (await RunAsync("datasource", "ls", store, "-o", "json")).Output);

        static void Refused(string code, string message, ToolRun run)
        {
            Assert.Equal((code, ""), (run.ExitCode, run.Output));
            Assert.StartsWith("domino: ", run.Error, StringComparison.Ordinal);
            Assert.Contains(message, run.Error, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"Async\b|\w\(\)", run.Error);
        }
    }

    private static string NewName() => $"source{Interlocked.Increment(ref _names)}";

    private Task<ToolRun> RunAsync(params string[] args) => RunAsync(args, []);

    private Task<ToolRun> RunAsync(string[] args, params (string Name, string Value)[] more)
    {
        var variables = more.Append(("DOMINO_USER_API_KEY", fixture.Server.ApiKey)).ToDictionary();
        return ToolRun.StartAsync(args, fixture.ToConnect() with { Variables = variables });
    }
}
