using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Cli.Tests.Output;

public sealed class StatusLineTests
{
    [Fact]
    public void A_message_appears_above_the_status()
    {
        using var screen = new Screen();
        using var line = new StatusLine(screen, 80);
        line.Show("10 %");
        line.WriteLine("info: repeated");
        Assert.Equal(["info: repeated", "10 %"], screen.Lines);
        line.Show("9 of 10");
        line.Show("");
        Assert.Equal(["info: repeated", ""], screen.Lines);
    }

    [Fact]
    public void Nothing_of_a_longer_status_stays_behind_a_shorter_one()
    {
        using var screen = new Screen();
        using var line = new StatusLine(screen, 80);
        line.Show("123456789");
        screen.Write("^C");
        line.Show("12");
        Assert.Equal(["12"], screen.Lines);
    }

    [Fact]
    public void It_never_fills_the_last_column()
    {
        using var screen = new Screen();
        using var line = new StatusLine(screen, 10);
        line.Show(new string('x', 200));
        Assert.Equal(["xxxxxxxxx"], screen.Lines);
    }

    [Fact]
    public void Progress_says_percent_bytes_files_rate_and_time_left()
    {
        Assert.Equal(
            " 42%  3.12 GiB of 7.44 GiB  12 of 200 files  107 MiB/s  0:41 left",
            TransferLine.Text(new(3_355_000_000, 7_987_000_000, 12, 200, 3_355_000_000, TimeSpan.FromSeconds(30)))
        );
        Assert.Equal("  0%  0 B of 10 B  0 of 1 file  0 B/s", TransferLine.Text(new(0, 10, 0, 1, 0, TimeSpan.FromSeconds(1))));
        Assert.Equal("100%  0 B of 0 B  3 of 3 files  0 B/s", TransferLine.Text(new(0, 0, 3, 3, 0, TimeSpan.FromSeconds(1))));
        Assert.Equal(
            " 90%  90 B of 100 B  0 of 1 file  1 B/s  0:10 left",
            TransferLine.Text(new(90, 100, 0, 1, 1, TimeSpan.FromSeconds(1)))
        );
        Assert.EndsWith("  100:00:00 left", TransferLine.Text(new(1, 360_001, 0, 1, 1, TimeSpan.FromSeconds(1))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("65536", 65536)]
    [InlineData("64KiB", 65536)]
    [InlineData("8 mib", 8 << 20)]
    [InlineData("8M", 8 << 20)]
    [InlineData("1GiB", 1 << 30)]
    [InlineData("8MB", null)]
    [InlineData("-1", null)]
    [InlineData("", null)]
    [InlineData("2GiB", null)]
    [InlineData("9999999999GiB", null)]
    public void A_size_is_read_as_people_write_it(string text, int? bytes)
    {
        Assert.Equal(bytes, ByteCount.TryParse(text, out var read) ? read : null);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "0.98 KiB")]
    [InlineData(8 << 20, "8.00 MiB")]
    [InlineData(99.96 * 1024, "100 KiB")]
    [InlineData(1023.9 * 1024, "1.00 MiB")]
    public void A_size_is_written_with_three_digits(double bytes, string text)
    {
        Assert.Equal(text, ByteCount.Text(bytes));
    }

    /// <summary>Gets the text that a terminal shows after carriage returns.</summary>
    private sealed class Screen : StringWriter
    {
        public string[] Lines => [.. ToString().Split('\n').Select(Shown)];

        private static string Shown(string line)
        {
            var (cells, column) = (new List<char>(), 0);
            foreach (var character in line)
            {
                if (character == '\r')
                {
                    column = 0;
                    continue;
                }

                if (column == cells.Count)
                {
                    cells.Add(' ');
                }

                cells[column++] = character;
            }

            return string.Concat(cells).TrimEnd();
        }
    }
}
