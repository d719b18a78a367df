using Apache.Arrow;
using Apache.Arrow.Types;
using Table = DominoDataLab.LocalServer.Data.Tests.Flight.Table;

namespace DominoDataLab.LocalServer.Data.Tests.Sql;

/// <summary>
/// Results of flat types alone are read from DuckDB's memory by the server itself. The same rows beside a list come through Arrow's C
/// interface, so each way is held against the other, and both against the values.
/// </summary>
public sealed class DuckDbTypeTests(DataFixture fixture)
{
    // Chunks of DuckDB have 2,048 rows.
    private const int Rows = 5003;

    private static readonly (string Name, string Sql)[] Columns =
    [
        ("i8", "(i % 100 - 50)::TINYINT"),
        ("i16", "(i - 2500)::SMALLINT"),
        ("i32", "(i * -1000)::INTEGER"),
        ("i64", "i * 1000000007"),
        ("u8", "(i % 256)::UTINYINT"),
        ("u16", "i::USMALLINT"),
        ("u32", "(4294967295 - i)::UINTEGER"),
        ("u64", "18446744073709551615::UBIGINT - i::UBIGINT"),
        ("f32", "(i / 8)::FLOAT"),
        ("f64", "i / 3.0::DOUBLE"),
        ("flag", "(i % 3 = 0)"),
        ("day", "DATE '1969-12-01' + i::INTEGER"),
        ("clock", "TIME '00:00:00.000001' + to_seconds(i)"),
        ("at", "TIMESTAMP '1969-12-31 23:00:00.000001' + to_seconds(i)"),
        ("at_s", "(TIMESTAMP '1969-12-31 23:00:00' + to_seconds(i))::TIMESTAMP_S"),
        ("at_ms", "(TIMESTAMP '1969-12-31 23:00:00.123' + to_seconds(i))::TIMESTAMP_MS"),
        ("at_ns", "make_timestamp_ns(i * 1000000001)"),
        ("at_zone", "TIMESTAMPTZ '2024-01-01 00:00:00+00' + to_seconds(i)"),
        ("dec4", "((i - 2500) / 100)::DECIMAL(4, 2)"),
        ("dec9", "((i - 2500) / 100)::DECIMAL(9, 3)"),
        ("dec18", "((i - 2500) * 1000003)::DECIMAL(18, 4)"),
        ("dec38", "((i - 2500)::HUGEINT * 1000000000000000000)::DECIMAL(38, 5)"),
        ("huge", "(i - 2500)::HUGEINT * 1000000000000000000000"),
        (
            "text",
            "CASE i % 7 WHEN 0 THEN '' WHEN 1 THEN repeat('x', 12) WHEN 2 THEN repeat('y', 13) WHEN 3 THEN 'ü' || i ELSE 'n' || i END"
        ),
        ("long_text", "repeat('long ' || i || ' ', (i % 50)::INTEGER)"),
        ("bytes", "encode(i || 'äöüß and more')"),
    ];

    private readonly DataServer _data = fixture.Data;

    [Theory]
    [InlineData("every value", "FALSE")]
    [InlineData("some null", "i % 5 = 2")]
    [InlineData("most null", "i % 1000 <> 7")]
    [InlineData("all null", "TRUE")]
    public async Task Values_read_from_the_database_s_memory_are_those_of_its_own_conversion(string kind, string isNull)
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        var columns = string.Join(", ", Columns.Select(column => $"CASE WHEN {isNull} THEN NULL ELSE {column.Sql} END AS {column.Name}"));
        var statement = $"SELECT {columns} FROM range({Rows}) AS t(i)";

        var table = await _data.QueryAsync(source, statement);
        var converted = await _data.QueryAsync(source, $"SELECT *, [1] AS list FROM ({statement})");

        Assert.Equal(Rows, table.Rows);
        Assert.All(
            Columns,
            column =>
            {
                var (type, expected) = (table.Schema.GetFieldByName(column.Name).DataType, converted.Schema.GetFieldByName(column.Name));
                Assert.Equal(expected.DataType.TypeId, type.TypeId);
                var values = Values(table, column.Name);
                Assert.True(Values(converted, column.Name).SequenceEqual(values), $"{column.Name}, {kind}");
                Assert.Equal(kind == "all null", values.TrueForAll(value => value is null));
            }
        );
    }

    [Fact]
    public async Task Strings_at_the_borders_of_what_is_stored_in_place_come_whole()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        var table = await _data.QueryAsync(source, "SELECT repeat('é', n::INTEGER) AS s, n FROM range(0, 4100) AS t(n)");
        Assert.Equal(Enumerable.Range(0, 4100).Select(n => new string('é', n)), table.Column<string>("s"));
        var one = await _data.QueryAsync(source, "SELECT 'twelve bytes' AS a, 'thirteen byte' AS b, '' AS c, NULL::VARCHAR AS d");
        Assert.Equal("twelve bytes", Assert.Single(one.Column<string>("a")));
        Assert.Equal("thirteen byte", Assert.Single(one.Column<string>("b")));
        Assert.Equal("", Assert.Single(one.Column<string>("c")));
        Assert.Null(Assert.Single(one.Column<string?>("d")));
    }

    [Fact]
    public async Task Values_far_apart_in_size_come_in_one_result()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        var table = await _data.QueryAsync(
            source,
            "SELECT CASE WHEN n % 2000 = 5 THEN repeat('z', 3000000) ELSE 'z' END AS s FROM range(7000) AS t(n)"
        );
        Assert.Equal(
            Enumerable.Range(0, 7000).Select(n => n % 2000 == 5 ? 3_000_000 : 1),
            table.Column<string>("s").Select(text => text.Length)
        );
    }

    [Fact]
    public async Task A_result_without_rows_has_its_columns()
    {
        using var folder = new TestFolder();
        var table = await _data.QueryAsync(
            await _data.CreateAsync(folder),
            $"SELECT {string.Join(", ", Columns.Select(column => $"{column.Sql} AS {column.Name}"))} FROM range(0) AS t(i)"
        );
        Assert.Equal(0, table.Rows);
        Assert.Equal(Columns.Select(column => column.Name), table.Schema.FieldsList.Select(field => field.Name));
        Assert.IsType<Decimal128Type>(table.Schema.GetFieldByName("dec4").DataType);
    }

    /// <summary>The values as bytes in hexadecimal form, or null.</summary>
    private static List<string?> Values(Table table, string column) =>
        [.. table.Batches.SelectMany(batch => Values(batch.Column(table.Schema.GetFieldIndex(column))))];

    private static IEnumerable<string?> Values(IArrowArray array)
    {
        for (var row = 0; row < array.Length; row++)
        {
            yield return array.IsNull(row)
                ? null
                : array switch
                {
                    BooleanArray flags => $"{flags.GetValue(row)}",
                    BinaryArray strings => Convert.ToHexString(strings.GetBytes(row)),
                    _ => Convert.ToHexString(Fixed(array.Data, row)),
                };
        }
    }

    private static ReadOnlySpan<byte> Fixed(ArrayData data, int row)
    {
        var width = ((FixedWidthType)data.DataType).BitWidth / 8;
        return data.Buffers[1].Span.Slice((data.Offset + row) * width, width);
    }
}
