namespace DominoDataLab.Data.Authentication;

/// <summary>The service that a request goes to. It decides how the request is authenticated.</summary>
internal enum Destination
{
    /// <summary>The Domino API, the training-set service, and the storage of datasets.</summary>
    Domino,

    /// <summary>The data source proxy over HTTP.</summary>
    Proxy,

    /// <summary>The data source proxy over Arrow Flight.</summary>
    Flight,

    /// <summary>Storage behind an authenticated file service, such as that of volumes. Without a token, nothing is sent.</summary>
    FileService,

    /// <summary>The RemoteFS service.</summary>
    RemoteFileSystem,
}
