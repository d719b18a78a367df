using System.Text.Json;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.DataSources;

namespace DominoDataLab.Data.Tests.DataSources;

/// <summary>The settings and credentials of each type.</summary>
public sealed class ConfigTests
{
    [Fact]
    public void Case_024_only_values_that_are_set_appear()
    {
        Assert.Equal([("database", "d")], Pairs(new SQLServerConfig { Database = "d" }.Settings));
        Assert.Equal([("username", "u")], Pairs(new SQLServerConfig { Username = "u" }.Credentials));
        Assert.Empty(new SQLServerConfig().Settings);
        Assert.Empty(new SQLServerConfig().Credentials);
        Assert.Equal([("database", "")], Pairs(new SQLServerConfig { Database = "" }.Settings));
    }

    [Fact]
    public void Case_025_and_026_Azure_storage()
    {
        Check(new ADLSConfig { Container = "storage", AccessKey = "access" }, [("bucket", "storage")], [("accessKey", "access")]);
        Check(
            new AzureBlobStorageConfig { Container = "storage", AccessKey = "access" },
            [("bucket", "storage")],
            [("accessKey", "access")]
        );
    }

    [Fact]
    public void Case_027_to_031_databases_with_a_user()
    {
        (string, string)[] settings = [("database", "d")];
        (string, string)[] credentials = [("password", "p"), ("username", "u")];
        Check(
            new MySQLConfig
            {
                Database = "d",
                Username = "u",
                Password = "p",
            },
            settings,
            credentials
        );
        Check(
            new PostgreSQLConfig
            {
                Database = "d",
                Username = "u",
                Password = "p",
            },
            settings,
            credentials
        );
        Check(
            new RedshiftConfig
            {
                Database = "d",
                Username = "u",
                Password = "p",
            },
            settings,
            credentials
        );
        Check(
            new OracleConfig
            {
                Database = "d",
                Username = "u",
                Password = "p",
            },
            settings,
            credentials
        );
        Check(
            new SQLServerConfig
            {
                Database = "d",
                Username = "u",
                Password = "p",
            },
            settings,
            credentials
        );
    }

    [Fact]
    public void Case_032_Snowflake() =>
        Check(
            new SnowflakeConfig
            {
                Database = "d",
                Schema = "s",
                Warehouse = "w",
                Role = "r",
                Username = "u",
                Password = "p",
            },
            [("database", "d"), ("role", "r"), ("schema", "s"), ("warehouse", "w")],
            [("password", "p"), ("username", "u")]
        );

    [Fact]
    public void Case_033_and_034_buckets()
    {
        Check(
            new S3Config
            {
                Bucket = "b",
                Region = "r",
                AwsAccessKeyId = "i",
                AwsSecretAccessKey = "s",
            },
            [("bucket", "b"), ("region", "r")],
            [("accessKeyID", "i"), ("secretAccessKey", "s")]
        );
        Check(new GCSConfig { Bucket = "b", PrivateKeyJson = "k" }, [("bucket", "b")], [("privateKey", "k")]);
    }

    [Fact]
    public void Case_106_there_is_a_record_for_each_type() =>
        Assert.Equal(
            DataSourceType.KnownNames.Order(StringComparer.Ordinal),
            Records().Select(type => type.Name).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Case_106_every_property_of_every_record_has_the_name_of_the_recording()
    {
        var recorded = Recordings.Recording.Get("config classes").Outcome;
        foreach (var type in Records())
        {
            var config = (DataSourceConfig)Activator.CreateInstance(type)!;
            foreach (var property in type.GetProperties().Where(property => property.CanWrite))
            {
                property.SetValue(config, "v-" + JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            }

            var expected = recorded.GetProperty(type.Name);
            Assert.Equal(Map(expected[0]), Pairs(config.Settings));
            Assert.Equal(Map(expected[1]), Pairs(config.Credentials));
        }
    }

    [Fact]
    public void Configurations_compare_by_value_and_show_no_value()
    {
        var config = new S3Config { Bucket = "b", AwsSecretAccessKey = "secret-1" };
        Assert.Equal(config, new S3Config { Bucket = "b", AwsSecretAccessKey = "secret-1" });
        Assert.NotEqual(config, config with { Bucket = "c" });
        Assert.NotEqual<DataSourceConfig>(new ADLSConfig(), new AzureBlobStorageConfig());
        Assert.Equal("S3Config (bucket, secretAccessKey)", config.ToString());
    }

    private static IEnumerable<Type> Records() =>
        typeof(DataSourceConfig).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DataSourceConfig)) && !type.IsAbstract);

    private static IEnumerable<(string, string)> Map(JsonElement map) =>
        Pairs(map.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!));

    private static void Check(DataSourceConfig config, (string, string)[] settings, (string, string)[] credentials)
    {
        Assert.Equal(settings, Pairs(config.Settings));
        Assert.Equal(credentials, Pairs(config.Credentials));
    }

    private static IEnumerable<(string, string)> Pairs(IReadOnlyDictionary<string, string> map) =>
        map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value));
}
