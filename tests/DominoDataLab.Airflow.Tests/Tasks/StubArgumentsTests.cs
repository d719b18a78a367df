using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Runtime;

namespace DominoDataLab.Airflow.Tests.Tasks;

public sealed class StubArgumentsTests
{
    [Fact]
    public void Values_are_bound_by_position()
    {
        var bound = Arguments(("country", "\"uk\"", false), ("n", "7", false)).Expect(2);
        Assert.Equal(("uk", 7L), (bound.Get<string>(0), bound.Get<long>(1)));
    }

    [Fact]
    public void Defaults_that_the_task_does_not_take_are_left_out() =>
        Assert.Equal("uk", Arguments(("flag", "true", true), ("country", "\"uk\"", false)).Expect(1).Get<string>(0));

    [Fact]
    public void A_different_number_of_arguments_fails() =>
        AssertFails(() => Arguments(("a", "1", false)).Expect(2), "passes 1 (a), but the task takes 2");

    [Theory]
    [InlineData("null", "the value is null, but Int64 can't be null")]
    [InlineData("1.5", "the argument 'n': expected Int64, but received a number")]
    [InlineData("\"1\"", "the argument 'n': expected Int64, but received a string")]
    public void A_value_that_does_not_fit_fails(string json, string expected) =>
        AssertFails(() => Arguments(("n", json, false)).Expect(1).Get<long>(0), expected);

    [Fact]
    public void A_class_takes_its_properties_by_name_without_case_and_underscores()
    {
        var region = Arguments(("region_code", "\"uk\"", false), ("rows", "3", false), ("spare", "1", true)).GetOnly<Region>();
        Assert.Equal(new Region("uk", 3, 10), region);
    }

    [Fact]
    public void An_argument_that_the_class_does_not_have_fails() =>
        AssertFails(() => Arguments(("rows", "3", false), ("nope", "1", false)).GetOnly<Region>(), "'nope': Region has no such property");

    [Fact]
    public void One_argument_whose_name_does_not_match_is_the_whole_class() =>
        Assert.Equal(new Region("fr", 1, 10), Arguments(("extracted", """{"RegionCode":"fr","Rows":1}""", false)).GetOnly<Region>());

    [Fact]
    public void A_single_parameter_of_a_common_type_takes_the_only_argument() =>
        Assert.Equal("x", Arguments(("anything", "\"x\"", false)).GetOnly<string>());

    private static void AssertFails(Func<object?> bind, string expected) =>
        Assert.Contains(expected, Assert.Throws<AirflowException>(bind).Message, StringComparison.Ordinal);

    private static StubArguments Arguments(params (string Name, string Json, bool FromDefault)[] arguments)
    {
        var types = new JsonTypes();
        types.Add(RegionJson.Default);
        return new StubArguments(
            [.. arguments.Select(one => new StubArgument(one.Name, JsonElement.Parse(one.Json), one.FromDefault))],
            types
        );
    }
}

internal sealed record Region(string RegionCode, int Rows, int Limit = 10);

[JsonSerializable(typeof(Region))]
internal sealed partial class RegionJson : JsonSerializerContext;
