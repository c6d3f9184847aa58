using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Flex3D.Pipeline.Machine;

namespace Flex3D.Pipeline.Serving.Http;

/// <summary>The description of the API, OpenAPI 3.1, made from the routes that answer.</summary>
internal static partial class OpenApiDocument
{
    /// <summary>Returns the document.</summary>
    public static JsonObject Of(IEnumerable<ApiRoute> routes)
    {
        var paths = new JsonObject();
        foreach (IGrouping<string, ApiRoute> path in routes.GroupBy(route => route.Path.Replace("{**", "{", StringComparison.Ordinal)))
        {
            var methods = new JsonObject();
            foreach (ApiRoute route in path)
            {
                methods[route.Method.ToLowerInvariant()] = Operation(route);
            }
            paths[path.Key] = methods;
        }
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Flex3D", ["version"] = RunVersions.Flex3D, ["description"] = "Runs below a folder: their state, curves, logs and surfaces, and how to start and stop them. See docs/serve.md." },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } } },
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }, new JsonObject()),
        };
    }

    private static JsonObject Operation(ApiRoute route)
    {
        var parameters = new JsonArray();
        foreach (Match name in InPath().Matches(route.Path))
        {
            parameters.Add(Parameter(name.Groups[1].Value, "path", "string", name.Groups[1].Value == "run" ? "id of the run, as GET /api/runs has it" : "path of a file below the run folder"));
        }
        foreach (ApiQuery query in route.Queries)
        {
            parameters.Add(Parameter(query.Name, "query", query.Type, query.About));
        }
        var operation = new JsonObject
        {
            ["summary"] = route.Summary,
            ["parameters"] = parameters,
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject { ["description"] = route.Result, ["content"] = new JsonObject { [route.Type] = new JsonObject() } },
                ["default"] = new JsonObject { ["description"] = "a sentence that says what is wrong, as error", ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Error() } } },
            },
        };
        if (route.Body is { } body)
        {
            operation["requestBody"] = new JsonObject { ["description"] = body, ["required"] = true, ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "object" } } } };
        }
        return operation;
    }

    private static JsonObject Error() => new() { ["type"] = "object", ["properties"] = new JsonObject { ["error"] = new JsonObject { ["type"] = "string" } } };

    private static JsonObject Parameter(string name, string place, string type, string about) =>
        new() { ["name"] = name, ["in"] = place, ["required"] = place == "path", ["description"] = about, ["schema"] = new JsonObject { ["type"] = type } };

    [GeneratedRegex(@"\{\**(\w+)\}")]
    private static partial Regex InPath();
}
