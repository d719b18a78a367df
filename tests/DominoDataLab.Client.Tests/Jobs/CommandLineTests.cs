using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Client.Tests.Jobs;

public sealed class CommandLineTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_word_arrives_in_the_job_as_it_was_given()
    {
        string[] words =
        [
            "plain",
            "",
            "two words",
            "it's",
            "\"quoted\"",
            "$HOME `id` $(id)",
            "a\\b",
            "*.csv",
            "line\nend",
            "--n=10",
            "ü🙂",
            "~",
            "#x",
            "; false",
        ];
        var project = await domino.NewProjectAsync(Ct);
        var job = await project.Jobs.RunAsync(
            new StartJobRequest
            {
                Command = CommandLine.Join(["python3", "-c", "import json,sys; json.dump(sys.argv[1:], open('words.json','w'))", .. words]),
            },
            null,
            Ct
        );
        await using var stream = await project.Results.OpenReadAsync(job, "words.json", Ct);
        using var json = await System.Text.Json.JsonDocument.ParseAsync(stream, cancellationToken: Ct);
        Assert.Equal(words, json.RootElement.EnumerateArray().Select(word => word.GetString()));
    }

    [Theory]
    [InlineData("train.py 'two words' --n=10", "train.py", "two words", "--n=10")]
    [InlineData("'A=1' B=2", "A=1", "B=2")]
    [InlineData("x '' 'it'\\''s'", "x", "", "it's")]
    public void Only_words_that_need_quotes_get_them(string line, params string[] words) => Assert.Equal(line, CommandLine.Join(words));

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData(" ", "x")]
    [InlineData("x", "a\0b")]
    public void No_program_or_a_nul_is_refused(params string[] words) => Assert.Throws<ArgumentException>(() => CommandLine.Join(words));
}
