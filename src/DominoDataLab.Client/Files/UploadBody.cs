using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Files;

/// <summary>The content of a file to send.</summary>
/// <param name="Open">Opens the content for an attempt and returns its size in bytes, or null if the size is not known.</param>
/// <param name="RetryMode">Safe if the content can be opened again; otherwise, never.</param>
internal sealed record UploadBody(Func<(Stream Content, long? Size)> Open, RetryMode RetryMode);
