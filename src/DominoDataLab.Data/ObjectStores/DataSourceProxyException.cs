using System.Net;
using DominoDataLab.Client;

namespace DominoDataLab.Data.ObjectStores;

/// <summary>The data source proxy refused a request, or the storage or database behind it did.</summary>
public sealed class DataSourceProxyException : DominoApiException
{
    internal DataSourceProxyException(HttpStatusCode status, string action, ProxyError error, string message)
        : base(status, action, error.RawError, null, message) =>
        (ErrorType, SubType, RawError) = (error.ErrorType, error.SubType, error.RawError);

    /// <summary>Gets the kind of error, such as <c>credentialsError</c>, or null if the proxy did not say.</summary>
    public string? ErrorType { get; }

    /// <summary>Gets the kind of error in more detail; often null or empty.</summary>
    public string? SubType { get; }

    /// <summary>Gets the error as the storage or database reported it, or null if the proxy did not say.</summary>
    public string? RawError { get; }
}
