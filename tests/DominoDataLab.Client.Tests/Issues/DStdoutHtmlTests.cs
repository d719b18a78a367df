using DominoDataLab.Client.Runs;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-STDOUT-HTML: removing the HTML around a log left halves of tags, and ate output that looked like one.</summary>
public sealed class DStdoutHtmlTests
{
    [Theory]
    [InlineData("<span class='line'>a</span>\nb", "a\nb")]
    [InlineData("the lifespan of x -> y", "the lifespan of x -> y")]
    [InlineData("one'\\n'\ntwo", "one\ntwo")]
    [InlineData("x</pre>\n", "x\n")]
    [InlineData("x</pre>", "x")]
    [InlineData("a</pre>b", "a</pre>b")]
    [InlineData("1 &lt; 2", "1 &lt; 2")]
    [InlineData("<spanner> stays", "<spanner> stays")]
    [InlineData(
        "<pre style='white-space: pre-wrap; white-space: -moz-pre-wrap; white-space: -pre-wrap; white-space: -o-pre-wrap; word-wrap: "
            + "break-word; word-wrap: break-all;'>x</pre>",
        "x"
    )]
    public void Whole_tags_go_and_output_stays(string stdout, string text) => Assert.Equal(text, new RunLog { Stdout = stdout }.StdoutText);
}
