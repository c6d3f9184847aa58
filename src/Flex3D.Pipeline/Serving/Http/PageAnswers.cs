using System.IO.Compression;
using System.Reflection;
using System.Text;
using Flex3D.Stages.Results.Report;
using Microsoft.AspNetCore.Http;

namespace Flex3D.Pipeline.Serving.Http;

/// <summary>Answers the page, its scripts and its style, which are in the program: nothing is loaded from elsewhere.</summary>
internal static class PageAnswers
{
    // The plotting library makes functions from text, and styles of its own.
    private const string Policy = "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] s_scripts = ["api.js", "list.js", "run.js", "scene.js", "form.js", "app.js"], s_shared = ["numbers.js", "theme.js", "lighter.js"];

    private static readonly Lazy<byte[]> s_page = new(() => Encoding.UTF8.GetBytes(Read("index.html")));

    private static readonly Lazy<byte[]> s_script = new(() => Encoding.UTF8.GetBytes(string.Concat(s_shared.Select(PageAssets.Read)) + string.Concat(s_scripts.Select(Read))));

    private static readonly Lazy<byte[]> s_style = new(() => Encoding.UTF8.GetBytes(PageAssets.Style + Read("serve.css")));

    private static readonly Lazy<byte[]> s_plotly = new(() => Convert.FromBase64String(PageAssets.Plotly));

    /// <summary>The addresses, which are not part of the API.</summary>
    public static IEnumerable<(string Path, RequestDelegate Answer)> Pages =>
    [
        ("/", PageAsync),
        ("/flex3d.js", http => Cached(http, "text/javascript; charset=utf-8", s_script.Value)),
        ("/flex3d.css", http => Cached(http, "text/css; charset=utf-8", s_style.Value)),
        ("/plotly.js", PlotlyAsync),
        ("/favicon.ico", http =>
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }),
    ];

    private static Task PageAsync(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.CacheControl = "no-cache";
        return Answers.Bytes(http, "text/html; charset=utf-8", s_page.Value);
    }

    private static Task Cached(HttpContext http, string type, byte[] bytes)
    {
        http.Response.Headers.CacheControl = "no-cache";
        return Answers.Bytes(http, type, bytes);
    }

    private static Task PlotlyAsync(HttpContext http)
    {
        const string type = "text/javascript; charset=utf-8";
        http.Response.Headers.CacheControl = "max-age=86400";
        http.Response.Headers.Vary = "Accept-Encoding";
        if (http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.ContentEncoding = "gzip";
            return Answers.Bytes(http, type, s_plotly.Value);
        }
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(s_plotly.Value), CompressionMode.Decompress))
        {
            gzip.CopyTo(unpacked);
        }
        return Answers.Bytes(http, type, unpacked.ToArray());
    }

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("serve/" + name) ?? throw new InvalidOperationException($"the program was built without {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
