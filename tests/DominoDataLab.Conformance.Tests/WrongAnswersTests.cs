using DominoDataLab.Conformance;

namespace DominoDataLab.Conformance.Tests;

/// <summary>A description of things and what departs from it, one way each.</summary>
public sealed class WrongAnswersTests
{
    private const string OpenApi = """
        {
          "openapi": "3.0.3", "servers": [{ "url": "/v9" }],
          "paths": {
            "/things/{thingId}": {
              "get": {
                "parameters": [
                  { "name": "thingId", "in": "path", "required": true, "schema": { "type": "string", "pattern": "^[0-9a-f]{4}$" } },
                  { "name": "size", "in": "query", "schema": { "type": "integer", "format": "int32", "minimum": 1 } },
                  { "name": "sort", "in": "query", "schema": { "type": "string", "enum": ["asc", "desc"] } },
                  { "name": "ids", "in": "query", "schema": { "type": "array", "items": { "type": "integer" } } }
                ],
                "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } } }
              },
              "put": {
                "requestBody": { "required": true, "content": { "application/json": { "schema": {
                  "$ref": "#/components/schemas/Thing" } } } },
                "responses": { "204": {} }
              }
            },
            "/forms": { "post": {
              "requestBody": { "required": true, "content": { "application/x-www-form-urlencoded": { "schema": {
                "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } } } } },
              "responses": { "2XX": { "content": { "*/*": {} } } }
            } },
            "/things/files/{**path}": { "get": { "parameters": [{ "name": "path", "in": "path", "schema": { "type": "string",
              "pattern": "^[a-z/]+$" } }], "responses": { "200": {} } } },
            "/things/all": { "get": { "responses": { "200": { "content": { "text/csv": {} } } } } }
          },
          "components": { "schemas": {
            "Thing": {
              "type": "object", "required": ["name", "kind"],
              "properties": {
                "name": { "type": "string" },
                "kind": { "type": "string", "enum": ["Big", "Small"] },
                "count": { "type": "integer", "format": "int32" },
                "made": { "type": "string", "format": "date-time" },
                "owner": { "$ref": "#/components/schemas/Owner", "nullable": true },
                "strict": { "$ref": "#/components/schemas/Owner" },
                "labels": { "type": "object", "additionalProperties": { "type": "string" } },
                "parts": { "type": "array", "items": { "allOf": [{ "$ref": "#/components/schemas/Owner" }, { "type": "object",
                  "required": ["weight"], "properties": { "weight": { "type": "number" } } }] } },
                "spec": { "oneOf": [{ "type": "string", "enum": ["Active"] }, { "type": "object", "required": ["id"],
                  "properties": { "id": { "type": "string" } } }] },
                "change": {
                  "oneOf": [{ "$ref": "#/components/schemas/Scalar" }, { "$ref": "#/components/schemas/Sequence" }],
                  "discriminator": { "propertyName": "type", "mapping": { "scalar": "#/components/schemas/Scalar",
                    "sequence": "#/components/schemas/Sequence" } }
                }
              }
            },
            "Owner": { "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } } },
            "Scalar": { "type": "object", "properties": { "type": { "type": "string" }, "after": { "type": "string" } } },
            "Sequence": { "type": "object", "required": ["added"], "properties": { "type": { "type": "string" }, "added": {
              "type": "array" } } }
          } }
        }
        """;

    private const string Swagger2 = """
        {
          "swagger": "2.0", "basePath": "/old/v1",
          "paths": { "/volumes/:id": { "post": {
            "parameters": [
              { "name": "tag", "in": "query", "type": "array", "items": { "type": "string" }, "collectionFormat": "multi" },
              { "name": "limit", "in": "query", "type": "integer" },
              { "name": "request", "in": "body", "required": true, "schema": { "$ref": "#/definitions/Volume" } }
            ],
            "responses": { "200": { "schema": { "$ref": "#/definitions/Volume" } } }
          } } },
          "definitions": { "Volume": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" },
            "size": { "type": "integer" } } } }
        }
        """;

    private static readonly ExchangeChecker Checker = new([new Description(OpenApi), new Description(Swagger2)]);

    [Fact]
    public void A_reply_that_matches_its_description_has_no_findings() =>
        Assert.Empty(
            Reply(
                """
                {"name": "a", "kind": "Big", "count": 3, "made": "2026-01-02T03:04:05.006Z", "owner": null, "labels": {"x": "y"},
                 "parts": [{"id": "1", "weight": 0.5}], "spec": {"id": "r"}, "change": {"type": "scalar", "after": "b"}}
                """
            )
        );

    [Theory]
    [InlineData("""{"kind": "Big"}""", "$.name", "required")]
    [InlineData("""{"name": "a", "kind": "Huge"}""", "$.kind", "enum")]
    [InlineData("""{"name": 1, "kind": "Big"}""", "$.name", "type string")]
    [InlineData("""{"name": null, "kind": "Big"}""", "$.name", "null")]
    [InlineData("""{"name": "a", "kind": "Big", "strict": null}""", "$.strict", "null")]
    [InlineData("""{"name": "a", "kind": "Big", "count": 3000000000}""", "$.count", "format int32")]
    [InlineData("""{"name": "a", "kind": "Big", "count": 1.5}""", "$.count", "type integer")]
    [InlineData("""{"name": "a", "kind": "Big", "made": "2026-01-02 03:04"}""", "$.made", "format date-time")]
    [InlineData("""{"name": "a", "kind": "Big", "made": "2026-13-02T03:04:05Z"}""", "$.made", "format date-time")]
    [InlineData("""{"name": "a", "kind": "Big", "owner": {}}""", "$.owner.id", "required")]
    [InlineData("""{"name": "a", "kind": "Big", "labels": {"x": 1}}""", "${}", "")]
    [InlineData("""{"name": "a", "kind": "Big", "parts": [{"id": "1", "weight": 1}, {"id": "2"}]}""", "$.parts[].weight", "required")]
    [InlineData(
        """{"name": "a", "kind": "Big", "parts": [{"id": "2", "weight": 1, "colour": "red"}]}""",
        "$.parts[].colour",
        "undescribed"
    )]
    [InlineData("""{"name": "a", "kind": "Big", "spec": "Inactive"}""", "$.spec", "enum")]
    [InlineData("""{"name": "a", "kind": "Big", "spec": {}}""", "$.spec.id", "required")]
    [InlineData("""{"name": "a", "kind": "Big", "change": {"type": "sequence", "after": "b"}}""", "$.change.added", "required")]
    [InlineData("""{"name": "a", "kind": "Big", "colour": "red"}""", "$.colour", "undescribed")]
    [InlineData("[]", "$", "type object")]
    [InlineData("null", "$", "null")]
    public void A_wrong_reply_is_found(string body, string at, string kind) =>
        Assert.Contains(
            Reply(body),
            finding =>
                at == "${}"
                    ? finding.At == "reply 200 $.labels{}" && finding.Kind == "type string"
                    : finding.At == $"reply 200 {at}" && finding.Kind == kind
        );

    [Fact]
    public void Invalid_JSON_a_missing_reply_an_unexpected_status_and_an_unexpected_content_type_are_found()
    {
        Assert.Equal(("reply 200", "JSON"), Only(Reply("{")));
        Assert.Equal(
            ("reply 200", "required"),
            Only(Check(Exchange("GET", "/v9/things/00aa") with { Reply = new Message(null, 0, null) }).Reply)
        );
        Assert.Equal(("reply 404", "status"), Only(Check(Exchange("GET", "/v9/things/00aa") with { Status = 404 }).Reply));
        Assert.Equal(
            ("reply 200", "content type"),
            Only(Check(Exchange("GET", "/v9/things/00aa") with { Reply = new Message("text/plain", 4, null) }).Reply)
        );
        Assert.Equal(
            ("reply 204", "undescribed"),
            Only(
                Check(
                    Exchange("PUT", "/v9/things/00aa") with
                    {
                        Request = Json("""{"name": "a", "kind": "Big"}"""),
                        Status = 204,
                        Reply = Json("{}"),
                    }
                ).Reply
            )
        );
    }

    [Theory]
    [InlineData("nonsense=1", "query nonsense", "undescribed")]
    [InlineData("size=many", "query size", "type integer")]
    [InlineData("size=0", "query size", "range")]
    [InlineData("sort=up", "query sort", "enum")]
    [InlineData("ids=1&ids=x", "query ids[]", "type integer")]
    public void A_wrong_query_is_found(string query, string at, string kind) =>
        Assert.Equal((at, kind), Only(Check(Exchange("GET", "/v9/things/00aa") with { Query = query }).Request));

    [Fact]
    public void A_right_query_and_a_wrong_path_are_told_apart()
    {
        Assert.Empty(Check(Exchange("GET", "/v9/things/00aa") with { Query = "size=2&sort=asc&ids=1&ids=2" }).Request);
        Assert.Equal(("path thingId", "pattern"), Only(Check(Exchange("GET", "/v9/things/nonsense")).Request));
    }

    [Fact]
    public void A_wrong_request_body_is_found()
    {
        var put = Exchange("PUT", "/v9/things/00aa") with { Status = 204, Reply = new Message(null, 0, null) };
        Assert.Equal(("request", "required"), Only(Check(put).Request));
        Assert.Equal(("request $.kind", "required"), Only(Check(put with { Request = Json("""{"name": "a"}""") }).Request));
        Assert.Equal(
            ("request $.extra", "undescribed"),
            Only(Check(put with { Request = Json("""{"name": "a", "kind": "Big", "extra": 1}""") }).Request)
        );
        Assert.Equal(
            ("request", "content type"),
            Only(Check(put with { Request = new Message("application/x-www-form-urlencoded", 3, "a=b") }).Request)
        );
    }

    [Fact]
    public void Swagger_2_is_read_too()
    {
        var post = Exchange("POST", "/old/v1/volumes/7") with
        {
            Query = "tag=a&tag=b&limit=x",
            Request = Json("""{"size": 1}"""),
            Reply = Json("""{"name": "v", "size": "big"}"""),
        };
        var outcome = Check(post);
        Assert.Equal(
            [("query limit", "type integer"), ("request $.name", "required")],
            outcome.Request.Select(finding => (finding.At, finding.Kind))
        );
        Assert.Equal(("reply 200 $.size", "type integer"), Only(outcome.Reply));
    }

    [Fact]
    public void The_route_with_more_literal_segments_wins_and_an_unknown_one_has_no_operation()
    {
        var csv = Check(Exchange("GET", "/v9/things/all") with { Reply = new Message("text/csv; charset=utf-8", 10, null) });
        Assert.Equal("GET /v9/things/all", csv.Operation!.Name);
        Assert.Equal(["reply 200: text/csv"], csv.Unchecked);
        Assert.Null(Check(Exchange("GET", "/v9/nothing")).Operation);
        Assert.Null(Check(Exchange("DELETE", "/v9/things/00aa")).Operation);
    }

    [Fact]
    public void A_form_is_read_and_its_status_may_be_a_range()
    {
        var form = Exchange("POST", "/v9/forms") with
        {
            Status = 202,
            Request = new Message("application/x-www-form-urlencoded", 8, "name=a+b"),
            Reply = new Message("text/html", 9, null),
        };
        Assert.Empty(Check(form).Request);
        Assert.Equal(["reply 202: text/html"], Check(form).Unchecked);
        Assert.Empty(Check(form).Reply);
        Assert.Equal(
            [("request $.name", "required"), ("request $.nom", "undescribed")],
            Check(form with { Request = form.Request with { Body = "nom=a" } }).Request.Select(finding => (finding.At, finding.Kind))
        );
    }

    [Fact]
    public void A_path_may_take_the_rest_of_the_address()
    {
        var file = Exchange("GET", "/v9/things/files/a/b") with { Reply = new Message(null, 0, null) };
        Assert.Equal("GET /v9/things/files/{**path}", Check(file).Operation!.Name);
        Assert.Empty(Check(file).Request);
        Assert.Equal(("path path", "pattern"), Only(Check(file with { Path = "/v9/things/files/a/1" }).Request));
    }

    private static Outcome Check(Exchange exchange) => Checker.Check(exchange);

    private static IReadOnlyList<Finding> Reply(string body) => Check(Exchange("GET", "/v9/things/00aa") with { Reply = Json(body) }).Reply;

    private static (string At, string Kind) Only(IReadOnlyList<Finding> findings)
    {
        var finding = Assert.Single(findings);
        return (finding.At, finding.Kind);
    }

    private static Exchange Exchange(string method, string path) =>
        new(method, path, "", "domino-dotnet/1.0", new Message(null, 0, null), 200, false, Json("""{"name": "a", "kind": "Big"}"""));

    private static Message Json(string body) => new("application/json", body.Length, body);
}
