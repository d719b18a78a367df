using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Packaging;
using DominoDataLab.Airflow.Sdk.Runtime;

namespace DominoDataLab.Airflow.Tests.Packaging;

public sealed class BundlePackerTests : IDisposable
{
    private static readonly EmbeddedSource Source = new("Program.cs", "// Grüße 😀\n"u8.ToArray());
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Executable_source_manifest_and_footer_lie_behind_each_other()
    {
        var executable = RandomNumberGenerator.GetBytes(300_000);
        await PackAsync(executable);
        var bytes = await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken);
        await using var file = File.OpenRead(_path);
        var footer = (await BundleFooter.ReadAsync(file, TestContext.Current.CancellationToken))!;
        Assert.Equal(executable, bytes[..executable.Length]);
        Assert.Equal(Source.Content, bytes[executable.Length..(int)footer.ManifestOffset]);
        Assert.Equal(SHA256.HashData(executable), footer.ExecutableHash);
        Assert.Equal("AFBNDL01", Encoding.ASCII.GetString(bytes[^8..]));
        Assert.True(await footer.IsIntactAsync(file, TestContext.Current.CancellationToken));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(_path) == (UnixFileMode)0b111_101_101);

        var manifest = JsonElement.Parse(bytes.AsSpan((int)footer.ManifestOffset, (int)footer.ManifestBytes));
        Assert.Equal("2026-06-16", manifest.GetProperty("sdk").GetProperty("supervisor_schema_version").GetString());
        Assert.Equal("Program.cs", manifest.GetProperty("source").GetString());
        Assert.Equal("group.task", manifest.GetProperty("dags").GetProperty("etl").GetProperty("tasks")[0].GetString());
        Assert.Equal(0, manifest.GetProperty("dags").GetProperty("other").GetProperty("tasks").GetArrayLength());
        Assert.Equal(Convert.ToHexStringLower(footer.ExecutableHash), manifest.GetProperty("digests").GetProperty("integrity").GetString());
    }

    [Fact]
    public async Task Packing_again_gives_the_same_bytes()
    {
        await PackAsync(RandomNumberGenerator.GetBytes(10_000));
        var first = await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken);
        await PackAsync(null);
        Assert.Equal(first, await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_changed_executable_is_noticed()
    {
        await PackAsync(RandomNumberGenerator.GetBytes(10_000));
        await using var file = new FileStream(_path, FileMode.Open);
        var footer = (await BundleFooter.ReadAsync(file, TestContext.Current.CancellationToken))!;
        file.Position = 5000;
        var changed = (byte)(file.ReadByte() ^ 1);
        file.Position = 5000;
        file.WriteByte(changed);
        Assert.False(await footer.IsIntactAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(50)]
    [InlineData(3)]
    public async Task A_footer_that_Airflow_rejects_is_an_error(int position)
    {
        await PackAsync(RandomNumberGenerator.GetBytes(10_000));
        await using var file = new FileStream(_path, FileMode.Open);
        file.Seek(position - BundleFooter.Length, SeekOrigin.End);
        file.WriteByte(0x7f);
        await Assert.ThrowsAsync<InvalidDataException>(() => BundleFooter.ReadAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_plain_executable_has_no_footer()
    {
        await File.WriteAllBytesAsync(_path, new byte[1000], TestContext.Current.CancellationToken);
        await using var file = File.OpenRead(_path);
        Assert.Null(await BundleFooter.ReadAsync(file, TestContext.Current.CancellationToken));
    }

    private async Task PackAsync(byte[]? executable)
    {
        if (executable is not null)
        {
            await File.WriteAllBytesAsync(_path, executable, TestContext.Current.CancellationToken);
        }

        var tasks = new BundleTasks();
        tasks.Add(new TaskRegistration("etl", "group.task", null, _ => _ => Task.FromResult<object?>(null)));
        var manifest = new BundleManifest(tasks, BundleManifest.Schema33, ["other", "etl"]);
        await BundlePacker.PackAsync(_path, [Source], manifest, TestContext.Current.CancellationToken);
    }
}
