namespace DominoDataLab.Data.Tests.Recordings;

/// <summary>The differences between the requests of this library and the recorded ones, with their reasons.</summary>
internal static class Differences
{
    /// <summary>Scenarios that are not repeated.</summary>
    public static readonly IReadOnlyDictionary<string, string> NotRepeated = new Dictionary<string, string>
    {
        ["proxy 401 for ever"] = "It takes 60 seconds and a random number of requests; Case_123 tests it on a fast clock.",
        ["proxy 401 twice"] = "The number of requests depends on random waits; Case_123 tests it on a fast clock.",
        ["dataset 401"] = "The retry waits a random time; Case_123 tests it on a fast clock.",
        ["token service fails twice"] = "The number of requests depends on random waits; Case_097 tests it on a fast clock.",
        ["token service fails always, token file"] = "The number of requests depends on random waits; Case_097 tests it on a fast clock.",
        ["token service fails always, nothing else"] = "The number of requests depends on random waits; Case_097 tests it on a fast clock.",
        ["token service slow"] = "The service answers too late; Case_098 tests it on a fast clock.",
        ["token with newline from the service"] = "Python fails before it sends anything; here the token is trimmed (Case_099).",
        ["empty token from the service"] = "Python fails before it sends anything; here an empty token is ignored (Case_099).",
        ["auth token file re-read"] = "The file changes between the calls, which the recording does not show; Case_096 changes it.",
        ["null arguments replace the environment"] = "The arguments are not recorded; Case_004 gives them.",
        ["oauth side-car"] = "The client's own credential is an argument that is not recorded; Case_006 and Case_044 test the token.",
        ["oauth side-car refused"] = "The client's own credential is an argument that is not recorded; Case_045 tests the error.",
        ["stale api key header"] = "Two clients in one process; Case_100 tests that no header of one goes with the other.",
        ["lookup name empty"] = "An empty name is refused before anything is sent.",
        ["metrics"] = "Python has a call for the metric alone; here it follows a transfer (Case_014 to Case_016).",
        ["ranged workers"] = "Python has a call for a ranged transfer from any URL; here a download begins at a data source (Case_073).",
        ["dataset is a data source of another type"] = "An object store is read as a dataset; Case_131 tests it.",
        ["object with auth headers"] =
            "The credentials change between the calls, which the recording does not show; Case_126 changes them.",
        ["storage gzip"] = "What is uploaded is not recorded; Case_125 tests compressed objects.",
        ["tls trusted"] = "The server here has no TLS; verification of certificates is the system's.",
        ["tls generic s3"] = "The server here has no TLS; TlsTests test who is verified.",
    };

    /// <summary>Requests that are missing or extra in a scenario that is repeated, by a part of them.</summary>
    public static readonly IReadOnlyList<(string Scenario, string Fragment, string Reason)> Allowed =
    [
        ("auth side-car", "GET /access-token", "The token of the query is a matter of its own tests."),
        ("auth side-car and api key", "GET /access-token", "The token of the query is a matter of its own tests."),
        ("auth token per flight attempt", "GET /access-token", "The tokens of the query are a matter of its own tests."),
        ("dataset by token", "GET /access-token", "Python takes one token for all parts of a download; here each request has its own."),
        ("objects s3-basic", "b=11&m=write", "Uploads of streams are reported, too, if their length is known."),
        ("objects adls-basic", "b=11&m=write", "Uploads of streams are reported, too, if their length is known."),
        ("objects generic-s3", "b=11&m=write", "Uploads of streams are reported, too, if their length is known."),
        ("storage timeout", "/objectstore/metric", "The recorded answer comes too late; here it comes at once."),
        ("storage status 403", "/objectstore/metric", "Python stores error pages as content and reports them; here they are errors."),
        ("storage status 500", "/objectstore/metric", "Python stores error pages as content and reports them; here they are errors."),
        ("storage status 500", "range: bytes=0-0", "A download asks again after a status of 5xx; Python does not."),
        ("storage status 307", "/objectstore/metric", "Python stores error pages as content and reports them; here they are errors."),
        ("ranged probe fails", "signature%3D []", "A storage without ranges is asked for the whole object; Python fails."),
        ("ranged empty", "bytes=0--1", "Python asks for an impossible range of an empty object."),
        ("ranged empty", "signature%3D []", "A storage without ranges is asked for the whole object; Python fails."),
        (
            "ranged server ignores ranges",
            "/objectstore/metric",
            "Python writes the whole object over each part and reports success; here it is an error."
        ),
        (
            "ranged part fails with 500",
            "",
            "The part is requested again, and the download fails at once; Python continues and reports success."
        ),
        ("ranged gzip", "", "The first part that is compressed fails the download; Python continues and reports success."),
        ("ranged connection closed 4 times", "", "The download fails at once; Python continues and reports success."),
        ("uploads of odd things", "/-/t?", "Python sends the length of a stream of characters; here a stream is bytes."),
        (
            "uploads of odd things",
            "/-/l?",
            "Python announces the whole length of a stream that is not at its start; here it is what is left."
        ),
        ("cookies", "/v4/datasource/name/pg-basic", "Cookies are not sent back."),
        ("volume", "/-/dir/w.txt?", "Python's handles of a list lack the token; here volumes always send it."),
        ("key urls", "unknown-id", "Python can ask for a URL to write to by ID; here there is only the one to read."),
        ("meta headers empty", "pg-basic", "An empty run ID is ignored, so runId is left out."),
        ("meta headers empty", "s3-basic", "An empty client source is ignored, so the default is sent."),
        ("logging", "diabetes.csv", "The short form of the recorded request leaves the run out."),
    ];
}
