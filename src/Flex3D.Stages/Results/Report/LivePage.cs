using System.Text.Json.Nodes;
using Flex3D.Stages.Results.Pages;

namespace Flex3D.Stages.Results.Report;

/// <summary>Puts a page with plots together: one file that needs no network.</summary>
internal static class LivePage
{
    // The page may run its own scripts and the one beside it, and load nothing else.
    private const string Policy = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' 'self' file:; style-src 'unsafe-inline'; img-src data: blob:";

    /// <summary>Returns the HTML of a page.</summary>
    /// <param name="title">Title and main heading.</param>
    /// <param name="body">What stands below the heading.</param>
    /// <param name="data">Numbers of the plots.</param>
    /// <param name="arrays">Their long arrays.</param>
    /// <param name="script">The page's scripts.</param>
    /// <param name="beside">A script in the folder of the page, which need not be there; null for none.</param>
    public static string Text(string title, ReportBody body, JsonObject data, PackedArrays arrays, string script, string? beside = null)
    {
        title = HtmlPage.Encode(title);
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <title>{title}</title>
            <style>
            {PageAssets.Style}</style>
            </head>
            <body>
            <main>
            <h1>{title}</h1>
            {body}</main>
            <script type="application/json" id="data">{data.ToJsonString()}</script>
            <script type="text/plain" id="arrays">{arrays.ToBase64()}</script>
            <script type="text/plain" id="plotly">{PageAssets.Plotly}</script>
            <script>
            {script}</script>{(beside is null ? "" : $"\n<script src=\"{beside}\" async></script>")}
            </body>
            </html>

            """.ReplaceLineEndings("\n");
    }
}
