using System.Text;

namespace DominoDataLab.LocalServer.Tests.Datasets.Uploads;

public sealed class UploadNamesTests(LocalServerFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names =>
        [
            "a b.txt",
            "#1",
            "100%",
            "%2F",
            "%22",
            "a+b",
            "a\"b",
            "it's",
            "a\\b",
            "two\nlines",
            "cr\rlf\r\n",
            "😀.bin",
            "naïve/日本語",
            " leading",
            "trailing ",
            "-rf",
            "~",
            "$(x)",
            "a;b=c&d?e",
            ".hidden/.x",
            "...",
            new string('n', 255),
            string.Concat(Enumerable.Repeat("é", 127)) + "x",
            "CON",
            "a:b*?<>|",
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Any_name_that_the_system_can_hold_comes_through_unchanged(string name)
    {
        using var uploads = await UploadClient.ConnectAsync(fixture.Server);
        var folder = "names-" + TestChunk.Md5(Encoding.UTF8.GetBytes(name));
        var key = await uploads.StartAsync(null, folder);
        await uploads.SendAsync(key, name, Encoding.UTF8.GetBytes(name));
        var end = await uploads.EndAsync(key);
        Assert.True(end.Status == 200, end.Reply?.ToJsonString());
        Assert.Equal(name, await File.ReadAllTextAsync(Path.Combine(uploads.Head, folder, name), Ct));
        var head = (await uploads.Http.ReadAsync($"/v4/datasetrw/datasets/{uploads.Dataset}"))["readWriteSnapshotId"]!.GetValue<string>();
        Assert.Equal(
            name,
            await uploads.Http.GetStringAsync(
                new Uri($"/v4/datasetrw/snapshot/{head}/file/raw?path={Uri.EscapeDataString($"{folder}/{name}")}", UriKind.Relative),
                Ct
            )
        );
    }

    [Fact]
    public async Task Names_that_differ_in_case_are_two_files()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the file system takes them for one.");
        using var uploads = await UploadClient.ConnectAsync(fixture.Server);
        await uploads.UploadAsync(null, "case", ("README", "1"), ("readme", "2"));
        var files = uploads.Files();
        Assert.Equal(("1", "2"), (files["case/README"], files["case/readme"]));
    }
}
