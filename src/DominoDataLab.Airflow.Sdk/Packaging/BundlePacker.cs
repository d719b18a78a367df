namespace DominoDataLab.Airflow.Sdk.Packaging;

/// <summary>Puts source text, manifest and footer behind an executable.</summary>
internal static class BundlePacker
{
    /// <summary>
    /// Packs an executable in place. A footer that it has already is replaced, so packing twice gives the same bytes. The new file
    /// replaces the old one in one step; a failure leaves the old one.
    /// </summary>
    public static async Task PackAsync(
        string path,
        IReadOnlyList<EmbeddedSource> sources,
        BundleManifest manifest,
        CancellationToken cancellationToken
    )
    {
        var packed = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            await WriteAsync(path, packed, sources, manifest, cancellationToken).ConfigureAwait(false);
            File.Move(packed, path, overwrite: true);
        }
        finally
        {
            File.Delete(packed);
        }
    }

    private static async Task WriteAsync(
        string path,
        string packed,
        IReadOnlyList<EmbeddedSource> sources,
        BundleManifest manifest,
        CancellationToken cancellationToken
    )
    {
        var input = File.OpenRead(path);
        await using var reading = input.ConfigureAwait(false);
        var existing = await BundleFooter.ReadAsync(input, cancellationToken).ConfigureAwait(false);
        var length = existing?.ExecutableBytes ?? input.Length;
        var hash = await BundleFooter.HashAsync(input, length, cancellationToken).ConfigureAwait(false);
        var manifestBytes = manifest.Write(sources, hash);

        var output = new FileStream(packed, OutputOptions());
        await using var writing = output.ConfigureAwait(false);
        input.Position = 0;
        await input.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
        output.SetLength(length);
        output.Position = length;
        var sourceBytes = 0;
        foreach (var source in sources)
        {
            await output.WriteAsync(source.Content, cancellationToken).ConfigureAwait(false);
            sourceBytes = checked(sourceBytes + source.Content.Length);
        }

        await output.WriteAsync(manifestBytes, cancellationToken).ConfigureAwait(false);
        var footer = new BundleFooter(length, (uint)sourceBytes, (uint)manifestBytes.Length, hash);
        await output.WriteAsync(footer.ToBytes(), cancellationToken).ConfigureAwait(false);
    }

    private static FileStreamOptions OutputOptions()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // 0755, which Airflow looks for.
            options.UnixCreateMode = (UnixFileMode)0b111_101_101;
        }

        return options;
    }
}
