using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DominoDataLab.Client;
using DominoDataLab.Data.ObjectStores;
using DominoDataLab.Data.Tests.Server;
using Microsoft.AspNetCore.Hosting;

namespace DominoDataLab.Data.Tests.ObjectStores;

/// <summary>Storage with a certificate that nobody trusts.</summary>
public sealed class TlsTests : DataTest
{
    [Fact]
    public async Task Case_121_only_GenericS3Config_accepts_an_unknown_certificate()
    {
        using var certificate = Certificate();
        await using var storage = await DataServer.StartAsync(listen => listen.UseHttps(certificate));
        storage.Objects["k"] = Bytes(10_000);
        var file = Path.Combine(Folder, "file");

        var generic = await StoreAsync("GenericS3Config", storage, _ => { });
        Assert.Equal(Bytes(10_000), await generic.GetAsync("k", Stop));
        await generic.UploadAsync(Bytes(20_000), "k", Stop);
        await generic.DownloadAsync("k", file, new() { PartSize = 1000 }, Stop);
        Assert.Equal(Bytes(20_000), await File.ReadAllBytesAsync(file, Stop));

        var verified = await StoreAsync("GenericS3Config", storage, options => options.VerifyGenericS3Certificate = true);
        await Assert.ThrowsAsync<DominoConnectionException>(() => verified.GetAsync("k", Stop));
        var s3 = await StoreAsync("S3Config", storage, _ => { });
        await Assert.ThrowsAsync<DominoConnectionException>(() => s3.GetAsync("k", Stop));
        await Assert.ThrowsAsync<DominoConnectionException>(() => s3.UploadAsync(Bytes(1), "k", Stop));
        await Assert.ThrowsAsync<DominoConnectionException>(() => s3.DownloadAsync("k", file, new() { MaxRetries = 0 }, Stop));
    }

    private async Task<ObjectStoreDataSource> StoreAsync(string type, DataServer storage, Action<DominoDataClientOptions> options)
    {
        Server.Add(type, type);
        Server.Script.On("POST", "/objectstore/key", ScriptedServer.Json($"\"{storage.Address}/storage/k?signature=s\""));
        return await Server.Client(options).DataSources.GetObjectStoreAsync(type, Stop);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=unknown", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
