namespace DominoDataLab.LocalServer.Data.Tests.Sql;

public sealed class DuckDbTests(DataFixture fixture)
{
    private readonly DataServer _data = fixture.Data;

    [Fact]
    public async Task Case_019_a_table_comes_with_its_values_in_their_places()
    {
        using var folder = new TestFolder().Write("pokemon.csv", "number,name\n7,squirtle\n14,kakuna\n21,spearow\n");
        var source = await _data.CreateAsync(folder);
        var table = await _data.QueryAsync(source, "SELECT * FROM pokemon");
        Assert.Equal(["number", "name"], table.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal([7, 14, 21], table.Column<long?>("number"));
        Assert.Equal(["squirtle", "kakuna", "spearow"], table.Column<string>("name"));
    }
}
