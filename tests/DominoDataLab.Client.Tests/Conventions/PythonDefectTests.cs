using System.Text.RegularExpressions;

namespace DominoDataLab.Client.Tests.Conventions;

/// <summary><c>docs/python-defects.md</c> explains the IDs that the tests in <c>Issues</c> are named by.</summary>
public sealed partial class PythonDefectTests
{
    [Fact]
    public async Task Each_defect_on_the_page_has_its_test_and_each_test_its_row()
    {
        var page = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs", "python-defects.md"),
            TestContext.Current.CancellationToken
        );
        var rows = Row().Matches(page).Select(row => row.Groups[1].Value.Replace("-", "", StringComparison.Ordinal) + "TESTS");
        var tests = typeof(PythonDefectTests)
            .Assembly.GetTypes()
            .Where(type =>
                type is { IsNested: false, Namespace: "DominoDataLab.Client.Tests.Issues" }
                && type.Name.EndsWith("Tests", StringComparison.Ordinal)
            )
            .Select(type => type.Name.ToUpperInvariant());
        Assert.Equal(tests.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| (D-[A-Z0-9-]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
