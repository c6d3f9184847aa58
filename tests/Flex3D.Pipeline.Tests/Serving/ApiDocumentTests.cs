using System.Net;
using System.Text.Json;
using Flex3D.Pipeline.Runs;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Serving;

public sealed class ApiDocumentTests
{
    [Fact]
    public async Task The_openapi_document_names_the_addresses_that_answer_and_the_page_of_the_documentation_has_them_all()
    {
        await using ServedFolder served = await ServedFolder.StartAsync(before: root => root.Run("one", StepStatus.Done));
        JsonElement document = await served.GetAsync("/openapi.json");
        document.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        string[] named = [.. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"))];
        named.Length.ShouldBeGreaterThan(14);
        string page = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "serve.md"));
        foreach (string name in named)
        {
            page.ShouldContain($"`{name}`");
            string[] words = name.Split(' ');
            string path = words[1].Replace("{run}", "one", StringComparison.Ordinal).Replace("{path}", "run.yaml", StringComparison.Ordinal);
            if (path is "/api/events" or "/api/devices")
            {
                continue; // the one does not end, and the other one takes seconds
            }
            using var request = new HttpRequestMessage(new HttpMethod(words[0]), path);
            request.Content = words[0] == "POST" ? new StringContent("{}", System.Text.Encoding.UTF8, "application/json") : null;
            using HttpResponseMessage answer = await served.Browser.SendAsync(request);
            answer.StatusCode.ShouldNotBe(HttpStatusCode.NotFound, name);
            ((int)answer.StatusCode).ShouldBeLessThan(500, name);
        }
        foreach (JsonElement operation in document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(method => method.Value))
        {
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty();
            operation.GetProperty("responses").GetProperty("200").GetProperty("description").GetString().ShouldNotBeNullOrEmpty();
        }
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/flex3d.js", "text/javascript")]
    [InlineData("/flex3d.css", "text/css")]
    [InlineData("/plotly.js", "text/javascript")]
    public async Task The_page_comes_whole_from_the_program(string path, string type)
    {
        await using ServedFolder served = await ServedFolder.StartAsync();
        using HttpResponseMessage answer = await served.Browser.GetAsync(path);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        string text = await answer.Content.ReadAsStringAsync();
        text.Length.ShouldBeGreaterThan(400);
        if (path != "/plotly.js")
        {
            text.ShouldNotContain("https://");
        }
    }
}
