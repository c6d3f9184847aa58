using Microsoft.AspNetCore.Http;

namespace Flex3D.Pipeline.Serving.Http;

/// <summary>An address of the API: what answers there, and what <c>/openapi.json</c> says of it.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">The path, with parameters in braces; <c>{**path}</c> for several segments.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Result">What is answered, in a phrase.</param>
internal sealed record ApiRoute(string Method, string Path, string Summary, string Result, RequestDelegate Answer)
{
    /// <summary>Parameters after the question mark.</summary>
    public IReadOnlyList<ApiQuery> Queries { get; init; } = [];

    /// <summary>The media type of the answer.</summary>
    public string Type { get; init; } = "application/json";

    /// <summary>The JSON object that is sent; null for none.</summary>
    public string? Body { get; init; }

    /// <summary>Whether it changes something, which a server with <c>--read-only</c> refuses.</summary>
    public bool Changes { get; init; }
}

/// <summary>A parameter after the question mark.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in JSON schema.</param>
/// <param name="About">What it means.</param>
internal sealed record ApiQuery(string Name, string Type, string About);
