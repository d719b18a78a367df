using DominoDataLab.Data.Tests.Server;
using DominoDataLab.Data.Vectors;

namespace DominoDataLab.Data.Tests.Vectors;

/// <summary>The settings for vector databases behind the gateway.</summary>
public sealed class VectorGatewayTests : DataTest
{
    [Fact]
    public void Case_075_settings_of_the_database()
    {
        var gateway = VectorGateway.Pinecone("pine");
        Assert.Equal(("http://127.0.0.1:8766", "domino"), (gateway.Host, gateway.ApiKey));
        Assert.Equal(new Dictionary<string, string> { ["X-Domino-Datasource"] = "pine" }, gateway.Headers);
    }

    [Fact]
    public void Case_076_settings_of_an_index() =>
        Assert.Equal(
            new Dictionary<string, string> { ["X-Domino-Datasource"] = "pine", ["X-Domino-Pinecone-Index"] = "index-1" },
            VectorGateway.Pinecone("pine", "index-1").Headers
        );

    [Fact]
    public async Task The_handler_sends_the_headers_with_every_request()
    {
        Server.Script.On(_ => true, ScriptedServer.Status(200));
        using var http = new HttpClient(
            new VectorGatewayHandler(VectorGateway.Pinecone("pine", "index-1")) { InnerHandler = new SocketsHttpHandler() }
        );
        await http.GetAsync(new Uri(Server.Address + "/a"), Stop);
        await http.GetAsync(new Uri(Server.Address + "/b"), Stop);
        Assert.All(
            Server.Script.Requests,
            request => Assert.Equal(("pine", "index-1"), (request["X-Domino-Datasource"], request["X-Domino-Pinecone-Index"]))
        );
    }
}
