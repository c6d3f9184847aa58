using System.Globalization;
using System.Text.Json;
using Flex3D.Pipeline.Serving.Control;
using Flex3D.Pipeline.Serving.Listing;
using Flex3D.Stages.Faults;
using Microsoft.AspNetCore.Http;

namespace Flex3D.Pipeline.Serving.Http;

/// <summary>Reads requests and writes answers.</summary>
internal static class Answers
{
    /// <summary>The most bytes of a request.</summary>
    public const int MostBytes = 256 << 10;

    /// <summary>Answers a value as JSON.</summary>
    public static Task Json(HttpContext http, object value, int status = 200) => Json(http, JsonSerializer.SerializeToUtf8Bytes(value, ServedJson.Options), status);

    /// <summary>Answers JSON that has been written already.</summary>
    public static async Task Json(HttpContext http, byte[] json, int status = 200)
    {
        http.Response.StatusCode = status;
        await Bytes(http, "application/json; charset=utf-8", json).ConfigureAwait(false);
    }

    /// <summary>Answers bytes.</summary>
    public static async Task Bytes(HttpContext http, string type, byte[] bytes)
    {
        http.Response.ContentType = type;
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Answers what is wrong.</summary>
    public static Task Error(HttpContext http, int status, string message) => Json(http, new { error = message }, status);

    /// <summary>Returns the run that the address names.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static ListedRun Run(HttpContext http, RunCatalogue runs) =>
        runs.Find(http.Request.RouteValues["run"] as string ?? "") ?? throw new RefusedException(404, $"no run '{http.Request.RouteValues["run"]}' below {runs.Root}");

    /// <summary>Reads the JSON of a request.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static async Task<T> Read<T>(HttpContext http)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, ServedJson.Options, http.RequestAborted).ConfigureAwait(false) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            throw new InputException("the request", null, $"JSON that cannot be read ({fault.Message})", "a JSON object as /openapi.json describes it", inner: fault);
        }
    }

    /// <summary>Returns a whole number after the question mark.</summary>
    /// <exception cref="InputException">It is none, or out of range.</exception>
    public static int Whole(HttpContext http, string name, int without, int most) => http.Request.Query[name].ToString() is not { Length: > 0 } text ? without
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= most ? value
        : throw new InputException(name, null, $"'{text}'", $"a whole number from 1 to {most}");
}
