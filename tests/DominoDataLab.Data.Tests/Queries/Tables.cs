using Apache.Arrow;
using Apache.Arrow.Types;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>Small tables for the tests.</summary>
public static class Tables
{
    public static Schema PokemonSchema { get; } =
        new Schema.Builder()
            .Field(field => field.Name("number").DataType(Int64Type.Default))
            .Field(field => field.Name("name").DataType(StringType.Default))
            .Build();

    public static RecordBatch Pokemon() =>
        new(
            PokemonSchema,
            [
                new Int64Array.Builder().AppendRange([7, 14, 21]).Build(),
                new StringArray.Builder().AppendRange(["squirtle", "kakuna", "spearow"]).Build(),
            ],
            3
        );

    public static Schema NumbersSchema { get; } =
        new Schema.Builder()
            .Field(field => field.Name("n").DataType(Int64Type.Default))
            .Field(field => field.Name("s").DataType(StringType.Default))
            .Build();

    /// <summary>Rows numbered from a start, with the text <c>row N</c>.</summary>
    public static RecordBatch Numbers(int start, int count) =>
        new(
            NumbersSchema,
            [
                new Int64Array.Builder().AppendRange(Enumerable.Range(start, count).Select(n => (long)n)).Build(),
                new StringArray.Builder().AppendRange(Enumerable.Range(start, count).Select(n => $"row {n}")).Build(),
            ],
            count
        );

    /// <summary>25 rows in batches of 4.</summary>
    public static IEnumerable<RecordBatch> SmallBatches() =>
        Enumerable.Range(0, 7).Select(batch => Numbers(batch * 4, Math.Min(4, 25 - (batch * 4))));

    private static readonly Decimal128Type Money = new(18, 2);

    private static readonly TimestampType Microseconds = new(TimeUnit.Microsecond, (string?)null);

    public static Schema SalesSchema { get; } =
        new Schema.Builder()
            .Field(field => field.Name("id").DataType(Int64Type.Default))
            .Field(field => field.Name("product").DataType(StringType.Default))
            .Field(field => field.Name("amount").DataType(Money))
            .Field(field => field.Name("sold_at").DataType(Microseconds))
            .Field(field => field.Name("tags").DataType(new ListType(StringType.Default)))
            .Build();

    /// <summary>Two rows; the amount and the time of the second are null.</summary>
    public static RecordBatch Sales()
    {
        var tags = new ListArray.Builder(StringType.Default);
        tags.Append();
        ((StringArray.Builder)tags.ValueBuilder).Append("hot").Append("new");
        tags.Append();
        return new(
            SalesSchema,
            [
                new Int64Array.Builder().AppendRange([1, 2]).Build(),
                new StringArray.Builder().AppendRange(["tea, green", "say \"hi\""]).Build(),
                new Decimal128Array.Builder(Money).Append(12.5m).AppendNull().Build(),
                new TimestampArray.Builder(Microseconds)
                    .Append(new DateTimeOffset(2024, 2, 29, 12, 34, 56, 123, TimeSpan.Zero))
                    .AppendNull()
                    .Build(),
                tags.Build(),
            ],
            2
        );
    }
}
