using System.Diagnostics;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Data.Tests.Sql;

namespace DominoDataLab.LocalServer.Data.Tests.Flight;

/// <summary>
/// A reader in JavaScript, which shares no code with .NET, gets the right values.
/// <c>eng/data-conformance</c> installs it.
/// </summary>
public sealed class FlightReaderTests(DataFixture fixture, PostgresServer postgres, MySqlServer mysql)
{
    private readonly DataServer _data = fixture.Data;

    [Fact]
    public async Task Each_kind_of_column_arrives_with_its_values_and_nulls()
    {
        using var folder = new TestFolder();
        var result = await ReadAsync(
            await _data.CreateAsync(folder),
            """
            SELECT i::TINYINT AS i8, i::BIGINT * 1000000007 AS i64, i / 2 AS f, i % 2 = 0 AS b, 'Zürich 😀 ' || i AS s,
              i::DECIMAL(9, 2) AS p,
                DATE '2024-02-29' AS day, TIMESTAMP '2024-02-29 12:00:00.001' AS at, [i, NULL] AS list, {'a': i} AS struct,
                CASE WHEN i % 3 = 0 THEN i END AS sometimes, NULL AS nothing
            FROM (SELECT range AS i FROM range(7)) ORDER BY i
            """
        );
        Assert.Equal("OK", (string?)result["status"]!["code"]);
        Assert.Equal(7, (int)result["rows"]!);
        Assert.Equal("Int8", Type("i8"));
        Assert.Equal("Int64", Type("i64"));
        Assert.Equal("Float64", Type("f"));
        Assert.Equal("Utf8", Type("s"));
        Assert.Equal((21L * 1000000007).ToString(System.Globalization.CultureInfo.InvariantCulture), Column("i64")["sum"]!.ToString());
        Assert.Equal(10.5, (double)Column("f")["sum"]!);
        Assert.Equal("Zürich 😀 6", (string?)Column("s")["last"]);
        Assert.Equal(4, (int)Column("sometimes")["nulls"]!);
        Assert.Equal(7, (int)Column("nothing")["nulls"]!);
        Assert.True((bool)Column("b")["first"]!);
        Assert.Equal("600", Column("p")["last"]!.ToString());
        Assert.Equal(1709164800000, Time("day"));
        Assert.Equal(1709208000001, Time("at"));
        Assert.Equal("""["3",null]""", result["head"]![3]!["list"]!.ToJsonString());
        Assert.Equal("""{"a":"3"}""", result["head"]![3]!["struct"]!.ToJsonString());

        JsonNode Column(string name) => result["columns"]![name]!;
        string? Type(string name) => (string?)Column(name)["type"];
        long Time(string name) =>
            Column(name)["first"] is JsonValue value && value.TryGetValue<long>(out var number)
                ? number
                : DateTimeOffset
                    .Parse((string)Column(name)["first"]!, System.Globalization.CultureInfo.InvariantCulture)
                    .ToUnixTimeMilliseconds();
    }

    [Fact]
    public async Task Case_111_no_rows_and_112_many_rows_arrive()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        var empty = await ReadAsync(source, "SELECT 1 AS n, 'x' AS s WHERE false");
        Assert.Equal("OK", (string?)empty["status"]!["code"]);
        Assert.Equal(0, (int)empty["rows"]!);
        Assert.Equal(["n: Int32", "s: Utf8"], empty["schema"]!.AsArray().Select(field => (string)field!));
        var many = await ReadAsync(source, "SELECT range AS n, 'row ' || range AS s FROM range(1000000)");
        Assert.Equal("OK", (string?)many["status"]!["code"]);
        Assert.Equal(1_000_000, (int)many["rows"]!);
        Assert.Equal("499999500000", many["columns"]!["n"]!["sum"]!.ToString());
        Assert.Equal(4_000_000 + 5_888_890, (int)many["columns"]!["s"]!["chars"]!);
        Assert.Equal("row 999999", (string?)many["columns"]!["s"]!["last"]);
    }

    [Fact]
    public async Task Case_107_a_refusal_arrives_with_its_status_text_and_trailers()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        var refusal = await ReadAsync(source, "SELECT * FROM nowhere", exitCode: 3);
        var status = refusal["status"]!;
        Assert.Equal("INVALID_ARGUMENT", (string?)status["code"]);
        Assert.Contains("Table with name nowhere does not exist", (string?)status["details"], StringComparison.Ordinal);
        Assert.Equal("4", (string?)status["trailers"]!["x-arrow-status"]);
        var unknown = await ReadAsync("nothing", "SELECT 1", exitCode: 3);
        Assert.Equal("NOT_FOUND", (string?)unknown["status"]!["code"]);
        Assert.Equal("2", (string?)unknown["status"]!["trailers"]!["x-arrow-status"]);
    }

    [Fact]
    public async Task Databases_of_their_own_process_answer()
    {
        Assert.SkipWhen(postgres.Missing is not null, postgres.Missing ?? "");
        Assert.SkipWhen(mysql.Missing is not null, mysql.Missing ?? "");
        var first = await ReadAsync(
            await _data.CreateAsync(postgres.Source()),
            "SELECT n, 'row ' || n AS s FROM generate_series(1, 20000) AS n"
        );
        var second = await ReadAsync(
            await _data.CreateAsync(mysql.Source()),
            "SELECT seq AS n, CONCAT('row ', seq) AS s FROM seq_1_to_20000"
        );
        foreach (var result in new[] { first, second })
        {
            Assert.Equal("OK", (string?)result["status"]!["code"]);
            Assert.Equal(20_000, (int)result["rows"]!);
            Assert.Equal("200010000", result["columns"]!["n"]!["sum"]!.ToString());
            Assert.Equal("row 20000", (string?)result["columns"]!["s"]!["last"]);
        }
    }

    /// <summary>Runs the reader with the ticket and the metadata as the Python package sends them.</summary>
    private async Task<JsonNode> ReadAsync(string source, string sql, int exitCode = 0)
    {
        var folder = Environment.GetEnvironmentVariable("FLIGHT_READER");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "It needs the Flight reader in JavaScript, which eng/data-conformance installs.");
        var ticket = FlightClient.Ticket(source, sql);
        using var reader = Process.Start(
            new ProcessStartInfo(
                "node",
                [
                    "flight-read.mjs",
                    _data.Server.GetFlightAddress().Authority,
                    ticket,
                    "x-domino-api-key=" + _data.Server.ApiKey,
                    "x-domino-client-source=Python",
                    "x-domino-run-id=",
                ]
            )
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
            }
        )!;
        var text = await reader.StandardOutput.ReadToEndAsync(DataFixture.Ct);
        await reader.WaitForExitAsync(DataFixture.Ct);
        Assert.True(reader.ExitCode == exitCode, text);
        return JsonNode.Parse(text)!;
    }
}
