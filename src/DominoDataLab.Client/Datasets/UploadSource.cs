namespace DominoDataLab.Client.Datasets;

/// <summary>One of several local paths to upload to a dataset in one call.</summary>
/// <param name="LocalPath">A file, a folder, or a pattern such as <c>data/**/*.csv</c>.</param>
/// <param name="RelativeTo">The local folder that the paths in the dataset are relative to, as in
/// <see cref="DatasetUploadOptions.RelativeTo"/>. If null, the value of the options is used.</param>
public sealed record UploadSource(string LocalPath, string? RelativeTo = null);
