using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace DominoDataLab.LocalServer.Data.Objects.S3;

/// <summary>The objects of a bucket.</summary>
internal sealed class S3Store : IObjectStore
{
    private const string DefaultRegion = "us-east-1";
    private const int LargestPage = 1000;
    private static readonly TimeSpan UrlLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private readonly ObjectAccess _access;
    private readonly AmazonS3Client _client;
    private readonly bool _isHttp;

    /// <exception cref="DomainException">Credentials or settings are missing.</exception>
    public S3Store(ObjectAccess access)
    {
        _access = access;
        var region = access.Config.GetValueOrDefault("region") is { Length: > 0 } given ? given : DefaultRegion;
        var config = new AmazonS3Config
        {
            Timeout = Timeout,
            MaxErrorRetry = 2,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (access.Source.Type == "GenericS3Config")
        {
            var address = S3Address.Of(access.Config);
            _isHttp = address.Scheme == "http";
            config.ServiceURL = address.AbsoluteUri;
            config.AuthenticationRegion = region;
            config.ForcePathStyle = true;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        _client = new AmazonS3Client(Credentials(access), config);
    }

    private string Bucket => _access.Config.GetValueOrDefault("bucket") ?? "";

    public async Task<IReadOnlyList<string>> ListAsync(string prefix, int limit, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = Bucket, Prefix = _access.Subfolder + prefix };
        do
        {
            request.MaxKeys = Math.Min(limit - keys.Count, LargestPage);
            var page = await SendAsync(() => _client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
            keys.AddRange((page.S3Objects ?? []).Select(found => found.Key[_access.Subfolder.Length..]));
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        } while (keys.Count < limit && request.ContinuationToken is not null);

        return keys;
    }

    public string UrlOf(string key, bool isWritable)
    {
        if (isWritable)
        {
            _access.RequireWritable();
        }

        return _client.GetPreSignedURL(
            new GetPreSignedUrlRequest
            {
                BucketName = Bucket,
                Key = _access.Subfolder + key,
                Verb = isWritable ? HttpVerb.PUT : HttpVerb.GET,
                Expires = DateTime.UtcNow.Add(UrlLifetime),
                Protocol = _isHttp ? Protocol.HTTP : Protocol.HTTPS,
            }
        );
    }

    public void Dispose() => _client.Dispose();

    private static AWSCredentials Credentials(ObjectAccess access)
    {
        var (key, secret) = (access.Credentials.GetValueOrDefault("accessKeyID"), access.Credentials.GetValueOrDefault("secretAccessKey"));
        if (string.IsNullOrEmpty(key) || string.IsNullOrEmpty(secret))
        {
            throw DomainException.Invalid(
                $"The data source '{access.Source.Name}' needs the credentials 'accessKeyID' and 'secretAccessKey'. Declare or override "
                    + $"them."
            );
        }

        return access.Credentials.GetValueOrDefault("sessionToken") is { Length: > 0 } token
            ? new SessionAWSCredentials(key, secret, token)
            : new BasicAWSCredentials(key, secret);
    }

    private static async Task<T> SendAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await request();
        }
        catch (AmazonS3Exception e)
        {
            throw new ObjectStoreException(
                e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized ? "credentialsError" : "objectStoreError",
                string.IsNullOrEmpty(e.Message) ? $"The bucket answered with status {(int)e.StatusCode}." : e.Message,
                e.ErrorCode ?? ""
            );
        }
        catch (Exception e)
            when (e is AmazonClientException or HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectStoreException("connectionError", "The server of the bucket could not be reached.");
        }
    }
}
