using System.Text;
using Apache.Arrow;
using DominoDataLab.Client;
using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.ObjectStores;
using DominoDataLab.Data.Tests.Server;
using DominoDataLab.Data.TrainingSets;

namespace DominoDataLab.Data.Tests.Recordings;

/// <summary>The conversations that the tests of the Python library recorded with a real deployment.</summary>
public sealed class CassetteTests : DataTest
{
    private static readonly TrainingFrame Small = TrainingFrame.FromColumns(
        TrainingColumn.Create("a", new long[] { 1 }),
        TrainingColumn.Create("b", new long[] { 2 }),
        TrainingColumn.Create("c", new long[] { 3 }),
        TrainingColumn.Create("d", new long[] { 4 }),
        TrainingColumn.Create("e", new long[] { 5 }),
        TrainingColumn.Create("f", new long[] { 6 })
    );

    [Fact]
    public async Task Case_001_a_Redshift_source_is_tabular_and_an_S3_source_holds_objects()
    {
        using var client = Play("test_datasource/test_get_datasource");
        Assert.IsType<TabularDataSource>(await client.DataSources.GetAsync("redshift_sdk_test", Stop));
        Assert.IsType<ObjectStoreDataSource>(await client.DataSources.GetAsync("aduser-s3", Stop));
    }

    [Fact]
    public async Task Case_003_an_unknown_name()
    {
        using var client = Play("test_datasource/test_get_datasource_does_not_exists");
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.DataSources.GetAsync("not-a-datasource", Stop));
        Assert.Contains("Datasource with name not-a-datasource does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_004_no_access()
    {
        using var client = Play("test_datasource/test_get_datasource_without_access");
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.DataSources.GetAsync("aduser-s3", Stop));
        Assert.Contains("Your role does not authorize you to perform this action", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_007_a_URL_to_write_to()
    {
        using var client = Play("test_datasource/test_client_get_key_url");
        var store = await client.DataSources.GetObjectStoreAsync("aduser-s3", Stop);
        var url = (await store.GetUrlAsync("akey", forWriting: true, Stop)).OriginalString;
        Assert.All(["s3regression", store.Details.Config!["region"], "akey"], part => Assert.Contains(part, url, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case_009_an_unknown_ID()
    {
        using var client = Play("test_datasource/test_client_get_key_url_returns_not_found");
        var error = await Assert.ThrowsAsync<DataSourceProxyException>(() =>
            client.Datasets.GetFileUrlAsync("6167705cfe005a517943cc10", "akey", Stop)
        );
        Assert.Contains("credentialsError: credentials response was empty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_010_keys_with_prefix_and_size()
    {
        using var client = Play("test_datasource/test_client_list_keys_in_object_store");
        var store = await client.DataSources.GetObjectStoreAsync("aduser-s3", Stop);
        Assert.Equal(["diabetes.csv", "diabetes_changed.csv"], await store.ListAsync(cancellationToken: Stop).ToListAsync(Stop));
        Assert.Equal(["diabetes_changed.csv"], await store.ListAsync("", 1, Stop).ToListAsync(Stop));
        Assert.Equal(["diabetes_changed.csv"], await store.ListAsync("diabetes_", cancellationToken: Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Case_011_a_token_file_that_does_not_exist()
    {
        using var client = Play(
            "test_datasource/test_client_list_keys_without_jwt",
            options => options.TokenFile = Path.Combine(Folder, "none")
        );
        var store = await client.DataSources.GetObjectStoreAsync("aduser-s3", Stop);
        Assert.NotEmpty(await store.ListAsync(cancellationToken: Stop).ToListAsync(Stop));
        Assert.NotEmpty(await store.ListAsync("diabetes_", cancellationToken: Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Case_014_a_metric()
    {
        var cassette = Cassette.Load("test_datasource/test_client_log_metric_read");
        Server.Script.On(_ => true, (context, request) => cassette.AnswerAsync(Server.Address, context, request));
        var options = Options(_ => { });
        using var connection = new DataConnection(options, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        await new ObjectProxy(connection).ReportAsync("S3Config", 1000, false, Stop);
        Assert.EndsWith(
            "/objectstore/metric?t=S3Config&b=1000&m=read",
            Assert.Single(Server.Script.Requests).Target,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Case_035_and_017_an_object_though_its_report_is_refused()
    {
        using var client = Play("test_datasource/test_object_store_get");
        var store = await client.DataSources.GetObjectStoreAsync("aduser-s3", Stop);
        Assert.StartsWith(
            "Pregnancies,Glucose,BloodPress",
            Encoding.UTF8.GetString(await store.GetAsync("diabetes.csv", Stop)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Case_036_and_038_objects_are_written()
    {
        using (var client = Play("test_datasource/test_object_store_put"))
        {
            var store = await client.DataSources.GetObjectStoreAsync("aduser-s3", Stop);
            await store.UploadAsync(Encoding.ASCII.GetBytes("col1,col2\r\ncell11,cell12"), "gabrieltest.csv", Stop);
        }

        using (var client = Play("test_datasource/test_object_store_upload_file"))
        {
            var store = await client.DataSources.GetObjectStoreAsync("aduser-s3", Stop);
            await store.UploadAsync(FileOf("testcontent"), "gabrieltest.csv", Stop);
        }
    }

    [Fact]
    public async Task Case_047_and_048_a_dataset_by_key_and_by_token()
    {
        using (var client = Play("test_dataset/test_get_dataset"))
        {
            Assert.Equal("dataset-test", (await client.Datasets.GetAsync("dataset-test", Stop)).Name);
        }

        using var byToken = Play(
            "test_dataset/test_get_dataset_with_jwt",
            options => (options.ApiKey, options.TokenFile) = (null, FileOf("token"))
        );
        Assert.Equal("dataset-test", (await byToken.Datasets.GetAsync("dataset-test", Stop)).Name);
    }

    [Fact]
    public async Task Case_049_an_unknown_dataset()
    {
        using var client = Play("test_dataset/test_get_dataset_does_not_exist");
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.Datasets.GetAsync("not-a-dataset", Stop));
        Assert.Contains("Dataset with name not-a-dataset does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_051_and_053_and_054_lists_and_a_URL_by_unique_name()
    {
        using (var client = Play("test_dataset/test_list_files"))
        {
            Assert.Equal(2, await client.Datasets.ListFilesAsync("dataset-test", cancellationToken: Stop).CountAsync(Stop));
            Assert.Single(await client.Datasets.ListFilesAsync("dataset-test", "", 1, Stop).ToListAsync(Stop));
            Assert.Equal(
                ["diabetes_changed.csv"],
                await client.Datasets.ListFilesAsync("dataset-test", "diabetes_", cancellationToken: Stop).ToListAsync(Stop)
            );
        }

        using (var client = Play("test_dataset/test_list_files_returns_error"))
        {
            var list = client.Datasets.ListFilesAsync("dataset-test", cancellationToken: Stop);
            var error = await Assert.ThrowsAsync<DataSourceProxyException>(() => list.ToListAsync(Stop).AsTask());
            Assert.Contains("Error listing files", error.Message, StringComparison.Ordinal);
        }

        using var urls = Play("test_dataset/test_get_file_url");
        Assert.Contains(
            "aFile",
            (await urls.Datasets.GetFileUrlAsync("dataset-test", "aFile", Stop)).OriginalString,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Case_056_a_file_of_a_dataset()
    {
        using var client = Play("test_dataset/test_get_file");
        var dataset = await client.Datasets.GetAsync("dataset-test", Stop);
        Assert.StartsWith(
            "Pregnancies,Glucose,BloodPress",
            Encoding.UTF8.GetString(await dataset.GetAsync("diabetes.csv", Stop)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Case_060_a_training_set_is_created()
    {
        using var client = Play("test_trainingset/test_create_training_set");
        string[] columns = ["user_id", "transaction_id", "ts", "device", "amount", "is_fraud"];
        var frame = TrainingFrame.FromColumns(columns.Select(column => TrainingColumn.Create(column, new long[] { 1 })));
        var version = await client.TrainingSets.CreateVersionAsync(
            new()
            {
                TrainingSetName = "foo",
                KeyColumns = ["user_id", "transaction_id"],
                TargetColumns = ["is_fraud"],
            },
            frame,
            Stop
        );
        Assert.Equal((1, false), (version.Number, version.IsPending));
        Assert.Equal(["user_id", "transaction_id"], version.KeyColumns);
        Assert.Equal(["is_fraud"], version.TargetColumns);
    }

    [Fact]
    public async Task Case_062_a_name_that_is_taken()
    {
        using var client = Play("test_trainingset/test_create_duplicate_name_error");
        await client.TrainingSets.CreateVersionAsync(new() { TrainingSetName = "foo1" }, Small, Stop);
        var error = await Assert.ThrowsAsync<TrainingSetServerException>(() =>
            client.TrainingSets.CreateVersionAsync(new() { TrainingSetName = "foo1" }, Small, Stop)
        );
        Assert.Contains("could not create Training Set version", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 1000);
    }

    [Fact]
    public async Task Case_063_a_version_is_created_and_read_back()
    {
        using var client = Play("test_trainingset/test_get_version");
        var created = await client.TrainingSets.CreateVersionAsync(new() { TrainingSetName = "foo" }, Small, Stop);
        var version = await client.TrainingSets.GetVersionAsync("foo", 2, Stop);
        Assert.Equal(created, version);
        var training = await client.TrainingSets.ReadTrainingAsync(version, Stop).SingleAsync(Stop);
        var left = Small.ColumnNames.Except(version.KeyColumns).Except(version.ExcludeColumns);
        Assert.Equal(left, training.Schema.FieldsList.Select(field => field.Name));
    }

    [Fact]
    public async Task Case_065_a_version_is_updated_and_its_set_stays()
    {
        using var client = Play("test_trainingset/test_update_trainingset");
        var version = await client.TrainingSets.CreateVersionAsync(new() { TrainingSetName = "foo" }, Small, Stop);
        var before = await client.TrainingSets.GetAsync("foo", Stop);
        await client.TrainingSets.UpdateVersionAsync(version with { Description = "of the version" }, Stop);
        Assert.Equal(before, await client.TrainingSets.GetAsync("foo", Stop));
    }

    [Fact]
    public async Task Case_066_sets_are_listed_by_their_meta_in_the_order_of_creation()
    {
        using var client = Play("test_trainingset/test_list_trainingsets");
        for (var i = 0; i < 10; i++)
        {
            await client.TrainingSets.CreateVersionAsync(new() { TrainingSetName = $"ts-{i}" }, Small, Stop);
            var set = await client.TrainingSets.GetAsync($"ts-{i}", Stop);
            await client.TrainingSets.UpdateAsync(
                set with
                {
                    Meta = new Dictionary<string, string> { ["foo"] = i % 2 == 0 ? "bar" : "baz" },
                },
                Stop
            );
        }

        var found = await client.TrainingSets.ListAsync(new() { Meta = new Dictionary<string, string> { ["foo"] = "bar" } }, Stop);
        Assert.Equal(["ts-0", "ts-2", "ts-4", "ts-6", "ts-8"], found.Select(set => set.Name));
    }

    [Fact]
    public async Task Case_068_a_version_is_deleted()
    {
        using var client = Play("test_trainingset/test_delete_version");
        var version = await client.TrainingSets.CreateVersionAsync(new() { TrainingSetName = "foo" }, Small, Stop);
        await client.TrainingSets.DeleteVersionAsync("foo", version.Number, Stop);
        Assert.False(Directory.Exists(client.TrainingSets.GetFolder(version)));
        await Assert.ThrowsAsync<TrainingSetServerException>(() => client.TrainingSets.GetVersionAsync("foo", version.Number, Stop));
    }

    private DominoDataClient Play(string name, Action<DominoDataClientOptions>? change = null)
    {
        var cassette = Cassette.Load(name);
        Server.Script.On(_ => true, (context, request) => cassette.AnswerAsync(Server.Address, context, request));
        return new DominoDataClient(Options(change));
    }

    private DominoDataClientOptions Options(Action<DominoDataClientOptions>? change) =>
        Server.Options(options =>
        {
            options.Host = options.TrainingSetHost = Cassette.Prefix(Server.Address, "https://domino.example.com");
            options.DataSourceProxy = Cassette.Prefix(Server.Address, "http://localhost:8000");
            options.ProjectId = "616f201f45a10655afeaaf9f";
            options.TokenFile = FileOf("token", "token-of-the-environment");
            options.TrainingSetFolder = Path.Combine(Folder, "ts");
            change?.Invoke(options);
        });
}
