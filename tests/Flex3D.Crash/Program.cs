using System.Globalization;
using Flex3D.Crash;
using Flex3D.Crash.Cluster;

var options = new CrashOptions();
int? clusters = null;
for (int i = 0; i < args.Length; i++)
{
    string value = i + 1 < args.Length ? args[i + 1] : "";
    switch (args[i])
    {
        case "--kills" when int.TryParse(value, CultureInfo.InvariantCulture, out int kills):
            options = options with { Kills = kills };
            break;
        case "--seed" when ulong.TryParse(value, CultureInfo.InvariantCulture, out ulong seed):
            options = options with { Seed = seed };
            break;
        case "--schedule" when int.TryParse(value, CultureInfo.InvariantCulture, out int schedule):
            options = options with { Schedule = schedule };
            break;
        case "--at-once" when int.TryParse(value, CultureInfo.InvariantCulture, out int atOnce):
            options = options with { AtOnce = atOnce };
            break;
        case "--cluster" when int.TryParse(value, CultureInfo.InvariantCulture, out int runs):
            clusters = runs;
            break;
        default:
            Console.Error.WriteLine("usage: flex3d-crash [--kills N] [--seed N] [--schedule N] [--at-once N] [--cluster RUNS]");
            return 64;
    }
    i++;
}
if (clusters is { } count)
{
    return (await ClusterCampaign.RunAsync(options.Seed, options.Schedule ?? 0, count, options.Limit, Console.Out)).Count == 0 ? 0 : 1;
}
CrashReport report = await CrashCampaign.RunAsync(options, Console.Out);
return report.Failures.Count == 0 ? 0 : 1;
