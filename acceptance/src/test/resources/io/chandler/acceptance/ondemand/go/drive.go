package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// caller calls one adapter as the Go broker does.
type caller struct{ path string }

// call gives standard output; every adapter that succeeds must not say anything else there.
func (c caller) call(subcommand string, in input) (string, error) {
	command := exec.Command(c.path, subcommand)
	var line, out, log bytes.Buffer
	if err := json.NewEncoder(&line).Encode(in); err != nil {
		return "", err
	}
	command.Stdin, command.Stdout, command.Stderr = &line, &out, &log
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("%s: %v: stdout: '%s', stderr: '%s'", subcommand, err, out.String(), log.String())
	}
	return out.String(), nil
}

func text(value interface{}) string {
	written, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(written)
}

// drive has a manifest made, made again for an update, a binding made and deleted, and prints the last manifest.
func drive(path string) error {
	c := caller{path}
	wanted := plan{Properties: map[string]interface{}{"maxclients": 60}, InstanceGroups: []instanceGroup{
		{Name: "redis", VMType: "small", PersistentDiskType: "ten", Instances: 1, Networks: []string{"default"}, AZs: []string{"z1"}}}}
	deployment := text(serviceDeployment{"service-instance_1",
		[]release{{"redis", "3421.10", []string{"redis-server", "health-check"}}}, []stemcell{{OS: "ubuntu-jammy", Version: "1.90"}}})

	first, err := c.manifest(generateManifest{ServiceDeployment: deployment, Plan: text(wanted), PreviousPlan: "null",
		RequestParameters: `{"organization_guid":"o","parameters":{},"plan_id":"p","service_id":"s","space_guid":"<&>"}`,
		PreviousSecrets:   "null", PreviousConfigs: "null", UAAClient: "null"})
	if err != nil {
		return err
	}
	secrets := map[string]string{}
	for name, value := range first.Secrets {
		if secret, ok := value.(string); ok {
			secrets["((odb_secret:"+name+"))"] = secret
		}
	}
	second, err := c.manifest(generateManifest{ServiceDeployment: deployment, Plan: text(wanted), PreviousPlan: text(wanted),
		PreviousManifest:  first.Manifest,
		RequestParameters: `{"parameters":{"maxclients":70},"plan_id":"p","previous_values":{"organization_id":"o","plan_id":"p","service_id":"s","space_id":"x"},"service_id":"s"}`,
		PreviousSecrets:   text(secrets), PreviousConfigs: text(first.Configs), UAAClient: "null"})
	if err != nil {
		return err
	}
	if second.Manifest == first.Manifest || !strings.Contains(second.Manifest, "70") {
		return errors.New("the update changes nothing: " + second.Manifest)
	}

	it := binding{BindingID: "b", BoshVMs: `{"redis":["10.0.0.1"]}`, Manifest: second.Manifest,
		RequestParameters: `{"app_guid":"a","bind_resource":{"app_guid":"a"},"parameters":{},"plan_id":"p","service_id":"s"}`,
		Secrets:           text(secrets), DNSAddresses: `{}`}
	out, err := c.call("create-binding", input{CreateBinding: it})
	if err != nil {
		return err
	}
	var made bound
	if err := exactly("create-binding", out, &made); err != nil || len(made.Credentials) == 0 || !strings.HasSuffix(out, "}\n") {
		return fmt.Errorf("create-binding: %v: %s", err, out)
	}
	it.RequestParameters = `{"plan_id":"p","service_id":"s"}`
	if _, err := c.call("delete-binding", input{DeleteBinding: it}); err != nil {
		return err
	}
	out, err = c.call("generate-plan-schemas", input{GeneratePlanSchemas: planSchemas{text(wanted)}})
	if err != nil {
		return err
	}
	if err := exactly("generate-plan-schemas", out, new(schemas)); err != nil {
		return err
	}
	fmt.Print(second.Manifest)
	return nil
}

func (c caller) manifest(in generateManifest) (generated, error) {
	var made generated
	out, err := c.call("generate-manifest", input{GenerateManifest: in})
	if err != nil {
		return made, err
	}
	if strings.HasSuffix(out, "\n") {
		return made, errors.New("generate-manifest: a line break at the end")
	}
	return made, exactly("generate-manifest", out, &made)
}
