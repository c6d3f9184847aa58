using Flex3D.Pipeline.Serving.Listing;
using Flex3D.Pipeline.Serving.Scenes;
using Microsoft.AspNetCore.Http;

namespace Flex3D.Pipeline.Serving.Http;

/// <summary>Answers surfaces and maps at any latent, computed when they are asked for.</summary>
internal sealed class SceneAnswers(RunCatalogue runs, SceneCache scenes)
{
    private const string About = "latent coordinates between commas; the medians of the particles without";

    /// <summary>The addresses.</summary>
    public IEnumerable<ApiRoute> Routes =>
    [
        new("GET", "/api/runs/{run}/surface", "Computes the surface of the map at a latent, from the newest epoch of a training under way.", "epoch, dimension, ranges of the coordinates, path along the main motion, latent, places of the vertices in Å, and triangles", SurfaceAsync)
        {
            Queries = [new("latent", "string", About), new("places", "boolean", "true for nothing but latent and places, as the triangles are those of every latent")],
        },
        new("GET", "/api/runs/{run}/map", "Computes the map at a latent.", "an MRC file", MapAsync) { Type = "application/octet-stream", Queries = [new("latent", "string", About)] },
    ];

    private async Task SurfaceAsync(HttpContext http)
    {
        ListedRun run = Answers.Run(http, runs);
        string asked = http.Request.Query["latent"].ToString();
        bool all = !http.Request.Query["places"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
        object answer = await scenes.WithAsync<object>(run.Folder, scene =>
        {
            float[] latent = scene.Latent(asked);
            double[] places = Array.ConvertAll(scene.At(latent), place => Math.Round(place, 2));
            return all
                ? new { scene.Epoch, scene.Dimension, scene.Level, scene.Evidence, scene.Ranges, scene.Path, latent, places, scene.Triangles }
                : new { scene.Epoch, latent, places };
        }, http.RequestAborted).ConfigureAwait(false);
        await Answers.Json(http, answer).ConfigureAwait(false);
    }

    private async Task MapAsync(HttpContext http)
    {
        ListedRun run = Answers.Run(http, runs);
        string asked = http.Request.Query["latent"].ToString();
        byte[] map = await scenes.WithAsync(run.Folder, scene =>
        {
            using var file = new MemoryStream();
            scene.WriteMap(scene.Latent(asked), file);
            return file.ToArray();
        }, http.RequestAborted).ConfigureAwait(false);
        http.Response.Headers.ContentDisposition = "attachment; filename=\"conformation.mrc\"";
        await Answers.Bytes(http, "application/octet-stream", map).ConfigureAwait(false);
    }
}
