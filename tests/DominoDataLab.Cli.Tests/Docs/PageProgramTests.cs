namespace DominoDataLab.Cli.Tests.Docs;

/// <summary>
/// Every program on a page compiles and runs as pasted, in a folder and against a deployment that the page's texts assume.
/// </summary>
public sealed class PageProgramTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pages => [.. DocumentationTests.Pages.Where(page => PageProgram.Read(page).Any())];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_program_of_a_page_compiles_and_runs_as_pasted(string page)
    {
        await using var place = await PagePlace.OpenAsync(Ct);
        foreach (var program in PageProgram.Read(page))
        {
            var path = program.Compile();
            if (program.NotRun is null)
            {
                using var process = ToolProcess.StartProgram(
                    [
                        "dotnet",
                        "exec",
                        "--depsfile",
                        Path.Combine(AppContext.BaseDirectory, "DominoDataLab.Cli.Tests.deps.json"),
                        "--runtimeconfig",
                        Path.Combine(AppContext.BaseDirectory, "DominoDataLab.Cli.Tests.runtimeconfig.json"),
                        path,
                    ],
                    place.Variables,
                    place.Folder
                );
                var (exitCode, output, error) = await process.EndAsync();
                Assert.True(exitCode == 0, $"{page}, the block from line {program.Line}, ended with {exitCode}:\n{output}\n{error}");
            }

            File.Delete(path);
        }
    }
}
