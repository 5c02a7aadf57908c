// A service adapter in Go without the SDK, and a broker's side of the contract: "main drive ADAPTER" calls an adapter as the Go
// broker does. Both read every document strictly and demand the bytes that Go would have written.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	var err error
	if os.Args[1] == "drive" {
		err = drive(os.Args[2])
	} else {
		err = answer(os.Args[1], os.Args[2:])
	}
	if err != nil {
		// Standard output is for the user, who is the test here.
		fmt.Print(err)
		os.Exit(1)
	}
}

func answer(subcommand string, positional []string) error {
	in, err := read(subcommand, positional)
	if err != nil {
		return err
	}
	switch subcommand {
	case "generate-manifest":
		return manifest(in.GenerateManifest, len(positional) > 0)
	case "create-binding":
		return bind(in.CreateBinding, len(positional) > 0)
	case "delete-binding":
		return known(in.DeleteBinding, len(positional) > 0)
	case "dashboard-url":
		if err := exactly("plan", in.DashboardURL.Plan, new(plan)); err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(dashboard{"https://dashboard.example.com/" + in.DashboardURL.InstanceID})
	}
	os.Exit(10)
	return nil
}

// read takes the inputs from the arguments, if there are any, and otherwise from standard input.
func read(subcommand string, positional []string) (input, error) {
	var in input
	if len(positional) == 0 {
		text, err := io.ReadAll(os.Stdin)
		if err != nil {
			return in, err
		}
		if !strings.HasSuffix(string(text), "}}\n") {
			return in, errors.New("standard input is not one line")
		}
		return in, exactly("standard input", string(text), &in)
	}
	switch {
	case subcommand == "generate-manifest" && len(positional) == 5:
		in.GenerateManifest = generateManifest{ServiceDeployment: positional[0], Plan: positional[1],
			RequestParameters: positional[2], PreviousManifest: positional[3], PreviousPlan: positional[4]}
	case strings.HasSuffix(subcommand, "-binding") && len(positional) == 4:
		it := binding{BindingID: positional[0], BoshVMs: positional[1], Manifest: positional[2], RequestParameters: positional[3]}
		in.CreateBinding, in.DeleteBinding = it, it
	case subcommand == "dashboard-url" && len(positional) == 3:
		in.DashboardURL = dashboardURL{positional[0], positional[1], positional[2]}
	default:
		return in, fmt.Errorf("%s with %d arguments", subcommand, len(positional))
	}
	return in, nil
}

func manifest(in generateManifest, positional bool) error {
	var deployment serviceDeployment
	var wanted plan
	var previous *plan
	var request map[string]interface{}
	checks := []error{
		exactly("service_deployment", in.ServiceDeployment, &deployment),
		exactly("plan", in.Plan, &wanted),
		exactly("previous_plan", in.PreviousPlan, &previous),
		exactly("request_parameters", in.RequestParameters, &request),
	}
	if !positional {
		checks = append(checks,
			exactly("previous_secrets", in.PreviousSecrets, new(map[string]string)),
			exactly("previous_configs", in.PreviousConfigs, new(map[string]string)),
			exactly("uaa_client", in.UAAClient, new(map[string]string)))
	}
	if (previous == nil) != (in.PreviousManifest == "") {
		checks = append(checks, errors.New("a plan without a manifest, or the other way round"))
	}
	for _, err := range checks {
		if err != nil {
			return err
		}
	}
	group := wanted.InstanceGroups[0]
	password := "((odb_secret:password))"
	if positional {
		password = "plain"
	}
	networks := "[]"
	if len(group.Networks) > 0 {
		networks = "[{name: " + group.Networks[0] + "}]"
	}
	// What an update asks for is kept, as every adapter has to.
	asked, _ := request["parameters"].(map[string]interface{})
	size, _ := asked["size"].(string)
	if size == "" && strings.Contains(in.PreviousManifest, "size: large") {
		size = "large"
	}
	text := fmt.Sprintf(`name: %s
releases: [{name: %s, version: %q}]
stemcells: [{alias: only, os: %s, version: %q}]
update: {canaries: 1, canary_watch_time: 1-2, update_watch_time: 1-2, max_in_flight: 1}
instance_groups:
- name: %s
  instances: %d
  vm_type: %s
  azs: [%s]
  networks: %s
  stemcell: only
  jobs: [{name: %s, release: %s}]
  properties: {password: %s, size: %s}
`, deployment.DeploymentName, deployment.Releases[0].Name, deployment.Releases[0].Version, deployment.Stemcells[0].OS,
		deployment.Stemcells[0].Version, group.Name, group.Instances, group.VMType, strings.Join(group.AZs, ", "), networks,
		deployment.Releases[0].Jobs[0], deployment.Releases[0].Name, password, size)
	if positional {
		fmt.Print(text)
		return nil
	}
	out, err := json.Marshal(generated{text, map[string]interface{}{"password": "MarkOfAnAdaptersSecret"},
		map[string]string{"cloud": "{vm_extensions: []}"}, map[string]interface{}{"made-by": "Go"}})
	fmt.Print(string(out))
	return err
}

// known checks what an adapter is told of a binding.
func known(in binding, positional bool) error {
	var request map[string]interface{}
	if err := exactly("request_parameters", in.RequestParameters, &request); err != nil {
		return err
	}
	if request["plan_id"] == nil || request["service_id"] == nil {
		return errors.New("request_parameters without the plan or the service: " + in.RequestParameters)
	}
	if positional {
		return nil
	}
	if err := exactly("secrets", in.Secrets, new(map[string]string)); err != nil {
		return err
	}
	return exactly("dns_addresses", in.DNSAddresses, new(map[string]string))
}

func bind(in binding, positional bool) error {
	if err := known(in, positional); err != nil {
		return err
	}
	var machines map[string][]string
	if err := exactly("bosh_vms", in.BoshVMs, &machines); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(bound{Credentials: map[string]interface{}{
		"binding": in.BindingID, "machines": machines, "knows-the-secret": strings.Contains(in.Secrets, "MarkOfAnAdaptersSecret")}})
}
